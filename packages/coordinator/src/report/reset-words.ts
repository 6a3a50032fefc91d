import type { Plan } from "@quorate/shared/plan";
import { planSteps } from "@quorate/shared/plan";
import { oneLine, wrap } from "./line.ts";
import { type Look, paint } from "./look.ts";
import { planWords } from "./words/status-words.ts";
import { titleWords } from "./words/step-titles.ts";

/** Before an operator confirms: what will be done to each host, in the words of the plan, and what stays. */
export function resetWords(
  plan: Plan,
  { etcd }: { readonly etcd: { readonly topology: "external" | "stacked" } },
  etcdData: keyof (typeof planWords)["en"]["etcdData"],
  look: Look,
): readonly string[] {
  const words = planWords[look.language];
  const title = words.takesDown(paint(look, "strong", plan.cluster), plan.hosts.length);
  const ends = etcd.topology === "stacked" && etcdData === "keep";
  const fate = ends ? words.stackedKeep : words.etcdData[etcdData];
  return [
    title,
    ...groups(plan).flatMap(({ hosts, titles }) => [
      ...wrap(hosts.join(", "), look.columns - 2).map((line) => `  ${paint(look, "strong", line)}`),
      ...titles.flatMap((text) => item(titleWords(look.language, text), look)),
    ]),
    ...wrap(words.fate(etcdData, fate), look.columns),
    ...wrap(words.stays, look.columns),
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
