import type { Step } from "@quorate/shared/plan";
import { planSteps } from "@quorate/shared/plan";
import type { StepKind } from "@quorate/shared/step/contract";
import { kubernetesOutage, kubernetesVerify } from "@quorate/shared/step/kubernetes";
import { oneLine, wrap } from "./line.ts";
import { type Look, paint } from "./look.ts";
import { isDone, type RunProgress, type StepProgress } from "./run-progress.ts";
import { columns, table } from "./table.ts";
import { columnsIn } from "./words/column-words.ts";
import { clusterWords } from "./words/run-words.ts";

/** What a run found when it looked at the Kubernetes it made; empty when it did not get there. */
export function clusterBlock(progress: RunProgress, look: Look): readonly string[] {
  const looks = ofKind(progress, "kubernetes.verify").flatMap(({ output }) => parsed(kubernetesVerify.output, output));
  if (looks.length === 0) return [];
  const init = initOf(progress);
  const version = init ? `: Kubernetes v${init.input.version}` : "";
  const told = [
    ...etcdLines(looks, look),
    ...leaderLines(looks, look),
    ...(init ? skipped(init.input.skipPhases, look) : []),
    ...noNetwork(progress, looks, look),
  ];
  return [
    `${paint(look, "strong", clusterWords[look.language].cluster)}${version}`,
    ...nodeTable(looks, look),
    ...told.flatMap((line) => hanging(line, look)),
    ...outageTable(progress, look),
  ];
}

type Looked = ReturnType<(typeof kubernetesVerify)["output"]["parse"]>;

function ofKind(progress: RunProgress, kind: StepKind): readonly StepProgress[] {
  return [...progress.steps.values()].filter(({ step, state }) => step.kind === kind && isDone(state));
}

/** The event log may be of another version: what cannot be read is not shown. */
function parsed<T>(
  schema: { safeParse(value: unknown): { readonly success: boolean; readonly data?: T } },
  output: unknown,
): readonly T[] {
  const { data } = schema.safeParse(output);
  return data === undefined ? [] : [data];
}

type Init = Extract<Step, { kind: "kubeadm.init" }>;

function initOf({ plan }: RunProgress): Init | undefined {
  return planSteps(plan).find((step): step is Init => step.kind === "kubeadm.init");
}

/** Several hosts look, and all see the same: each node once, as the last of them saw it. */
function nodeTable(looks: readonly Looked[], look: Look): readonly string[] {
  const nodes = new Map(looks.flatMap((each) => each.nodes.map((node) => [node.name, node] as const)));
  const rows = [...nodes.values()].map(({ name, ready, roles, version }) => [
    name,
    ready
      ? paint(look, "good", clusterWords[look.language].ready)
      : paint(look, "warn", clusterWords[look.language].notReady),
    roles.length > 0 ? roles.join(",") : clusterWords[look.language].worker,
    oneLine(version),
  ]);
  const [, ...lines] = table(columns("", "", "", ""), rows);
  return lines.map((line) => `  ${line}`);
}

function etcdLines(looks: readonly Looked[], { language }: Look): readonly string[] {
  const endpoints = Math.max(...looks.map(({ etcdEndpoints }) => etcdEndpoints));
  const asked = looks.filter(({ etcdEndpoints }) => etcdEndpoints > 0).length;
  if (endpoints === 0) return [];
  return [clusterWords[language].etcd(endpoints, asked)];
}

/** A holder's identity is its host and a random part, with an underscore between. */
function leaderLines(looks: readonly Looked[], { language }: Look): readonly string[] {
  const leaders = Object.entries(Object.assign({}, ...looks.map((each) => each.leaders)) as Looked["leaders"]);
  if (leaders.length === 0) return [];
  const words = clusterWords[language];
  const list = leaders.map(([name, holder]) => words.on(name, oneLine(holder).split("_")[0] ?? ""));
  return [words.leaders(list.join(", "))];
}

/** What was stopped for a moment, thing by thing, and what a user of the cluster saw of it. */
function outageTable(progress: RunProgress, { language }: Look): readonly string[] {
  const words = clusterWords[language];
  const rows = ofKind(progress, "kubernetes.outage").flatMap(({ step, output }) =>
    parsed(kubernetesOutage.output, output).map(({ target, outageMs, failed }) => [
      words.on(oneLine(target), step.host),
      failed === 0 ? words.allTheTime : words.outage((outageMs / 1000).toFixed(1)),
    ]),
  );
  if (rows.length === 0) return [];
  return table(columnsIn(language, "STOPPED", "APISERVER THROUGH THE VIP"), rows).map((line) => `  ${line}`);
}

const addons: Readonly<Record<string, string>> = { "addon/coredns": "CoreDNS", "addon/kube-proxy": "kube-proxy" };

function skipped(phases: readonly string[], { language }: Look): readonly string[] {
  return phases.flatMap((phase) => {
    const addon = addons[phase];
    return addon === undefined ? [] : [clusterWords[language].skipped(addon)];
  });
}

/** Without a network plugin no node is Ready, and nobody waited for it. */
function noNetwork(progress: RunProgress, looks: readonly Looked[], { language }: Look): readonly string[] {
  const waited = planSteps(progress.plan).some((step) => step.kind === "kubernetes.verify" && step.input.expectReady);
  const ready = looks.every(({ nodes }) => nodes.every((node) => node.ready));
  if (waited || ready) return [];
  return [clusterWords[language].noNetwork];
}

function hanging(text: string, look: Look): readonly string[] {
  const [first = "", ...rest] = wrap(text, look.columns - 4);
  return [`  ${first}`, ...rest.map((line) => `    ${line}`)];
}
