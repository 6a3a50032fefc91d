import type { Plan } from "@quorate/shared/plan";
import { planSteps } from "@quorate/shared/plan";
import { oneLine, wrap } from "./line.ts";
import { type Look, paint } from "./look.ts";

/** What each choice for etcd's data means. */
export const etcdDataWords = {
  keep: "etcd goes on running, with all its data; a cluster that is made later meets it again",
  purge: "what Kubernetes wrote is deleted after a snapshot; etcd itself goes on running",
  destroy: "etcd is stopped and its data is deleted on every host; nothing brings it back",
} as const;

/** Of members that kubeadm made. */
const stackedKeepWords = "etcd's members end with the control plane, and leave their data on the disks";

/** Before an operator confirms: what will be done to each host, in the words of the plan, and what stays. */
export function resetWords(
  plan: Plan,
  { etcd }: { readonly etcd: { readonly topology: "external" | "stacked" } },
  etcdData: keyof typeof etcdDataWords,
  look: Look,
): readonly string[] {
  const title = `This takes the cluster ${paint(look, "strong", plan.cluster)} down on ${plan.hosts.length} hosts:`;
  const ends = etcd.topology === "stacked" && etcdData === "keep";
  const fate = ends ? stackedKeepWords : etcdDataWords[etcdData];
  return [
    title,
    ...groups(plan).flatMap(({ hosts, titles }) => [
      ...wrap(hosts.join(", "), look.columns - 2).map((line) => `  ${paint(look, "strong", line)}`),
      ...titles.flatMap((text) => item(text, look)),
    ]),
    ...wrap(`--etcd-data ${etcdData}: ${fate}.`, look.columns),
    ...wrap("Packages stay installed, and agents stay enrolled.", look.columns),
  ];
}

interface Group {
  readonly hosts: readonly string[];
  readonly titles: readonly string[];
}

/** Hosts to which the same is done are told together. */
function groups(plan: Plan): readonly Group[] {
  const steps = planSteps(plan);
  const titlesOf = (host: string): readonly string[] => [
    ...new Set(steps.filter((step) => step.host === host).map(({ title }) => oneLine(title))),
  ];
  const same = Map.groupBy(plan.hosts, (host) => titlesOf(host).join("\n"));
  return [...same.values()].map((hosts) => ({ hosts, titles: titlesOf(hosts[0] ?? "") }));
}

function item(text: string, look: Look): readonly string[] {
  const [first = "", ...rest] = wrap(text, look.columns - 6);
  return [`    - ${first}`, ...rest.map((line) => `      ${line}`)];
}
