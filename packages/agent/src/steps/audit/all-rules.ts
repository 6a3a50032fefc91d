import { certificateRules } from "./certificates.ts";
import { etcdRules } from "./etcd.ts";
import { haproxyRules } from "./haproxy.ts";
import { hostsFileRules } from "./hosts-file.ts";
import { keepalivedRules } from "./keepalived.ts";
import { kernelRules } from "./kernel.ts";
import { leftBehindRules } from "./left-behind.ts";
import { packageRules } from "./packages.ts";
import type { AuditRule } from "./rule.ts";
import { systemRules } from "./system.ts";

/** In the order of the post's chapters. */
export const auditRules: readonly AuditRule[] = [
  ...hostsFileRules,
  ...systemRules,
  ...kernelRules,
  ...packageRules,
  ...haproxyRules,
  ...keepalivedRules,
  ...certificateRules,
  ...etcdRules,
  ...leftBehindRules,
];
