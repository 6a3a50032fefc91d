import { bundleFetch } from "./bundle-fetch.ts";
import { certificatesEnsure } from "./certificates-ensure.ts";
import { etcdHandlers } from "./etcd-handlers.ts";
import type { StepHandlers } from "./handler.ts";
import { haproxyConfigure } from "./haproxy-configure.ts";
import { keepalivedConfigure } from "./keepalived-configure.ts";
import { packageInstall } from "./package-install.ts";
import { packageRepository } from "./package-repository.ts";

/** The services of a control plane: their packages, the load balancer, certificates, etcd. */
export const serviceHandlers = {
  "bundle.fetch": bundleFetch,
  "package.repository": packageRepository,
  "package.install": packageInstall,
  "haproxy.configure": haproxyConfigure,
  "keepalived.configure": keepalivedConfigure,
  "certificates.ensure": certificatesEnsure,
  ...etcdHandlers,
} satisfies Partial<StepHandlers>;
