import { hostName } from "@quorate/shared/step/grammar";
import { z } from "zod";
import { shown } from "../problem.ts";
import { section, text } from "./field.ts";
import { completeSections } from "./sections.ts";

export const apiVersion = "quorate.dev/v1alpha1";
export const kind = "Cluster";

const only = <const T extends string>(value: T, description: string) =>
  z
    .literal(value, {
      error: (issue) =>
        issue.input === undefined
          ? `is missing: write ${value}`
          : `${shown(issue.input)} is not understood: this version of Quorate reads ${value}`,
    })
    .meta({ description });

const head = {
  apiVersion: only(apiVersion, "Version of this file's format."),
  kind: only(kind, "What the file describes."),
  metadata: section(
    {
      name: text(hostName, {
        what: "a name: lower-case letters, digits and inner hyphens, at most 63 (RFC 1123)",
        example: "prod",
        description: "Name of the cluster; reset asks for it.",
      }),
    },
    "Who the cluster is.",
  ),
};

/** What a file is after the profile and the defaults have been laid under it. */
export const completeFile = section(
  { ...head, spec: section(completeSections, "The wish.") },
  "A Quorate cluster: what its hosts shall become.",
);
export type CompleteFile = z.infer<typeof completeFile>;

/** partial() forgets the description. */
function described<T extends z.ZodType>(schema: T, like: z.ZodType): T {
  return schema.meta({ ...like.meta() });
}

const { profile, hosts, endpoint, etcd, packages, system, preflight, kubernetes, runtime } = completeSections;

/** What a user writes: only the hosts and the virtual IP are a must. */
export const writtenFile = section(
  {
    ...head,
    spec: section(
      {
        profile: profile.optional(),
        hosts: hosts.min(3),
        endpoint: described(endpoint.partial({ port: true, virtualRouterId: true }), endpoint),
        etcd: described(etcd.partial(), etcd).optional(),
        packages: described(packages.partial(), packages).optional(),
        system: described(system.partial(), system).optional(),
        preflight: described(preflight.partial(), preflight).optional(),
        kubernetes: described(kubernetes.partial(), kubernetes).optional(),
        runtime: described(runtime.partial(), runtime).optional(),
      },
      "The wish.",
    ),
  },
  "A Quorate cluster: what its hosts shall become.",
);
export type WrittenSpec = z.input<typeof writtenFile>["spec"];
