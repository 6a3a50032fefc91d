import { endpointSection } from "./endpoint.ts";
import { etcdSection } from "./etcd.ts";
import { choice } from "./field.ts";
import { hostsSection } from "./host.ts";
import { kubernetesSection } from "./kubernetes.ts";
import { packagesSection } from "./packages.ts";
import { preflightSection } from "./preflight.ts";
import { runtimeSection } from "./runtime.ts";
import { systemSection } from "./system.ts";

export const profileNames = ["blog-k8s-1.15", "current"] as const;

const profile = choice(
  profileNames,
  "Versions and values that belong together. blog-k8s-1.15: those of the blog post; current: Kubernetes 1.37 and what goes with it.",
);

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
