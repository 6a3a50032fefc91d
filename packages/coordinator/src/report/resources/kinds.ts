import { certificateList } from "./certs.ts";
import { hostList } from "./hosts.ts";
import { memberList } from "./members.ts";
import type { ResourceInput, ResourceList } from "./resource.ts";
import { runList } from "./runs.ts";
import { stepList } from "./steps.ts";

/** What `get` can show, by the word it is asked with. */
export const resourceKinds = {
  hosts: hostList,
  runs: runList,
  steps: stepList,
  certs: certificateList,
  members: memberList,
} as const satisfies Record<string, (input: ResourceInput) => ResourceList>;

export type ResourceKind = keyof typeof resourceKinds;

export const resourceNames: readonly ResourceKind[] = Object.keys(resourceKinds) as ResourceKind[];

/** The plural, or its singular, as kubectl has it; undefined when there is no such kind. */
export function resourceKind(word: string): ResourceKind | undefined {
  return resourceNames.find((name) => name === word || name.slice(0, -1) === word);
}
