import { hostName } from "@quorate/shared/step/grammar";
import { z } from "zod";
import { endpointSection } from "./endpoint.ts";
import { etcdSection } from "./etcd.ts";
import { choice, section, text } from "./field.ts";
import { hostsSection } from "./host.ts";
import { kubernetesSection, runtimeSection } from "./kubernetes.ts";
import { packagesSection } from "./packages.ts";
import { preflightSection } from "./preflight.ts";
import { systemSection } from "./system.ts";

export const apiVersion = "quorate.dev/v1alpha1";
export const kind = "Cluster";
export const profileNames = ["blog-k8s-1.15", "current"] as const;

const profile = choice(
  profileNames,
  "Versions and values that belong together. blog-k8s-1.15: those of the blog post; current: Kubernetes 1.37 and what goes with it.",
);

const only = <const T extends string>(value: T, description: string) =>
  z
    .literal(value, {
      error: (issue) =>
        issue.input === undefined
          ? `is missing: write ${value}`
          : `${JSON.stringify(issue.input)?.slice(0, 80)} is not understood: this version of Quorate reads ${value}`,
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

/** Every section with every value in it: what a file is after the profile and the defaults have been laid under it. */
export const completeSections = {
  profile,
  hosts: hostsSection,
  endpoint: endpointSection,
  etcd: etcdSection,
  packages: packagesSection,
  system: systemSection,
  preflight: preflightSection,
  kubernetes: kubernetesSection,
  runtime: runtimeSection,
} as const;

export type SectionName = keyof typeof completeSections;
export const sectionNames = Object.keys(completeSections) as readonly SectionName[];

export const completeFile = section(
  { ...head, spec: section(completeSections, "The wish.") },
  "A Quorate cluster: what its hosts shall become.",
);
export type CompleteFile = z.infer<typeof completeFile>;

/** partial() forgets the description. */
function described<T extends z.ZodType>(schema: T, like: z.ZodType): T {
  return schema.meta({ ...like.meta() });
}

/** What a user writes: only the hosts and the virtual IP are a must. */
export const writtenFile = section(
  {
    ...head,
    spec: section(
      {
        profile: profile.optional(),
        hosts: hostsSection.min(3),
        endpoint: described(endpointSection.partial({ port: true, virtualRouterId: true }), endpointSection),
        etcd: described(etcdSection.partial(), etcdSection).optional(),
        packages: described(packagesSection.partial(), packagesSection).optional(),
        system: described(systemSection.partial(), systemSection).optional(),
        preflight: described(preflightSection.partial(), preflightSection).optional(),
        kubernetes: described(kubernetesSection.partial(), kubernetesSection).optional(),
        runtime: described(runtimeSection.partial(), runtimeSection).optional(),
      },
      "The wish.",
    ),
  },
  "A Quorate cluster: what its hosts shall become.",
);
export type WrittenSpec = z.input<typeof writtenFile>["spec"];
