import { etcdConfigure } from "./etcd-configure.ts";
import { etcdDataDirectory } from "./etcd-data-directory.ts";
import { etcdReadProof } from "./etcd-read-proof.ts";
import { etcdSettle } from "./etcd-settle.ts";
import { etcdStart } from "./etcd-start.ts";
import { etcdTarball } from "./etcd-tarball.ts";
import { etcdUser } from "./etcd-user.ts";
import { etcdWriteProof } from "./etcd-write-proof.ts";
import type { StepHandlers } from "./handler.ts";

/** From a bare host to a member of a proven cluster, in the order of a run. */
export const etcdHandlers = {
  "etcd.user": etcdUser,
  "etcd.tarball": etcdTarball,
  "etcd.data-directory": etcdDataDirectory,
  "etcd.configure": etcdConfigure,
  "etcd.start": etcdStart,
  "etcd.write-proof": etcdWriteProof,
  "etcd.read-proof": etcdReadProof,
  "etcd.settle": etcdSettle,
} satisfies Partial<StepHandlers>;
