import { moduleName, sysctlKey, sysctlValue } from "@quorate/shared/step/grammar";
import { z } from "zod";
import { choice, flag, integer, listOf, recordOf, section, text } from "./field.ts";

const moduleField = text(moduleName, {
  what: "a kernel module name",
  example: "br_netfilter",
  description: "Kernel module.",
});

const moduleEntry = z.union(
  [
    moduleField.transform((name) => ({ anyOf: [name], optional: false })),
    section(
      {
        anyOf: listOf(moduleField, 1, 8, {
          what: "a list of module names, of which one is enough",
          example: "[nf_conntrack, nf_conntrack_ipv4]",
          description: "Names of one module in different kernels; the first that exists is loaded.",
        }),
        optional: flag("Report a missing module instead of failing.").default(false),
      },
      "A module with several names, or an optional one.",
    ),
  ],
  {
    error: () =>
      "this is neither a module name nor a map of anyOf and optional; for example br_netfilter, or { anyOf: [nf_conntrack, nf_conntrack_ipv4], optional: true }",
  },
);

const sysctlField = z.union(
  [
    text(sysctlValue, { what: "a sysctl value", example: "1", description: "Value." }),
    z.int().min(-2_147_483_648).transform(String),
  ],
  { error: () => "this is not a sysctl value: letters, digits, spaces, tabs, dots and hyphens; for example 1" },
);

export const systemSection = section(
  {
    setHostName: flag("Give each host the name it has in this file."),
    swap: choice(["disable", "leave"], "disable: now and at boot; the kubelet expects it."),
    selinux: choice(["leave", "permissive"], "permissive: now and at boot."),
    firewall: choice(
      ["open", "stop", "leave"],
      "open: the running firewall lets pods and the needed ports through, NodePorts not; stop: it is stopped and disabled.",
    ),
    forwardPolicy: choice(["accept", "leave"], "accept: forwarded packets of containers pass, now and after a reboot."),
    openFiles: integer(1024, 4_194_304, { example: "131072", description: "Limit of open files (nofile)." }),
    processes: integer(1024, 4_194_304, { example: "131072", description: "Limit of processes (nproc)." }),
    sysctl: recordOf(
      text(sysctlKey, {
        what: "a sysctl key",
        example: "net.ipv4.ip_forward",
        description: "Kernel parameter.",
      }),
      sysctlField,
      {
        what: "a sysctl value (text or a number) or null to leave the key alone",
        example: "1",
        description: "Kernel parameters, over the profile's; null leaves a key of the profile alone.",
      },
    ),
    modules: listOf(moduleEntry, 0, 64, {
      what: "a list of kernel modules",
      example: "[br_netfilter, overlay]",
      description: "Kernel modules to load now and at boot. Replaces the profile's list.",
    }),
  },
  "What is set on every host.",
);
