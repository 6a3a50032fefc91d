import { checkResult } from "@quorate/shared/step/preflight";
import { duration, integer, listOf, section, size, text } from "./field.ts";

export const preflightSection = section(
  {
    minCpus: integer(1, 1024, { example: "2", description: "Processors; kubeadm wants 2." }),
    minMemory: size(2 ** 28, 2 ** 42, { example: "1700MiB", description: "Memory; kubeadm wants 1700MiB." }),
    minDisk: size(2 ** 26, 2 ** 44, { example: "2GiB", description: "Free space for etcd's data directory." }),
    maxFsyncP99: duration(1, 10_000, {
      example: "50ms",
      description: "Longest fdatasync (99th percentile) that etcd's disk may show. etcd suggests 10ms.",
    }),
    maxClockOffset: duration(1, 60_000, {
      example: "500ms",
      description: "Largest difference between a host's clock and the coordinator's.",
    }),
    ignore: listOf(
      text(checkResult.shape.id, {
        what: "the id of a check: capital letters, digits and hyphens",
        example: "DISK-FSYNC",
        description: "Id of a check.",
      }),
      0,
      64,
      { what: "a list of check ids", example: "[DISK-FSYNC]", description: "Checks that may fail." },
    ),
  },
  "What a host must bring before anything is changed on it.",
);
