import { certificatesEnsure } from "./certificates-ensure.ts";
import { etcdConfigure } from "./etcd-configure.ts";
import { etcdDataDirectory } from "./etcd-data-directory.ts";
import { etcdReadProof } from "./etcd-read-proof.ts";
import { etcdSettle } from "./etcd-settle.ts";
import { etcdStart } from "./etcd-start.ts";
import { etcdTarball } from "./etcd-tarball.ts";
import { etcdUser } from "./etcd-user.ts";
import { etcdWriteProof } from "./etcd-write-proof.ts";
import type { StepHandlers } from "./handler.ts";
import { haproxyConfigure } from "./haproxy-configure.ts";
import { keepalivedConfigure } from "./keepalived-configure.ts";
import { packageInstall } from "./package-install.ts";
import { packageRepository } from "./package-repository.ts";

/** The services of a control plane: their packages, the load balancer, certificates, etcd. */
export const serviceHandlers = {
  "package.repository": packageRepository,
  "package.install": packageInstall,
  "haproxy.configure": haproxyConfigure,
  "keepalived.configure": keepalivedConfigure,
  "certificates.ensure": certificatesEnsure,
  "etcd.user": etcdUser,
  "etcd.tarball": etcdTarball,
  "etcd.data-directory": etcdDataDirectory,
  "etcd.configure": etcdConfigure,
  "etcd.start": etcdStart,
  "etcd.write-proof": etcdWriteProof,
  "etcd.read-proof": etcdReadProof,
  "etcd.settle": etcdSettle,
} as const satisfies Partial<StepHandlers>;
