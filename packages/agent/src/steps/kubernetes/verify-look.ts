import { AppError } from "@quorate/shared/errors";
import type { StepInput, StepOutput } from "@quorate/shared/step/contract";
import type { StepContext } from "../handler.ts";
import type { Answer, TlsFiles } from "../http-exchange.ts";
import { type Ask, type AskHealth, apiserverHealth, etcdHealth, type Healthy, readTls } from "./health-question.ts";
import { Kubectl } from "./kubectl.ts";
import { leadersOf } from "./leaders.ts";
import type { Missing } from "./missing.ts";
import { missingNodes, nodeReport } from "./node-readiness.ts";
import {
  type LeaseObject,
  leaseObject,
  listOf,
  type NodeObject,
  nodeObject,
  type PodObject,
  podObject,
} from "./objects.ts";
import { readOwnNode } from "./own-node.ts";
import { podHint, staticPodTrouble } from "./pod-problems.ts";

export type VerifyInput = StepInput<"kubernetes.verify">;
export type VerifyOutput = StepOutput<"kubernetes.verify">;

export interface Look {
  readonly missing: readonly Missing[];
  readonly output: VerifyOutput;
}

const answerMs = 3_000;

/** Reads what must be trusted; the returned function looks at everything once. It rejects only with the signal's reason. */
export async function clusterLook(input: VerifyInput, ctx: StepContext, ask: Ask): Promise<() => Promise<Look>> {
  const { files } = ctx.host;
  const health = async (of: VerifyInput["apiserver"]): Promise<AskHealth | undefined> =>
    of && apiserverHealth(ask, of.url, await readTls(files, of));
  const own = await health(input.apiserver);
  const endpoint = await health(input.endpoint);
  const etcd = input.etcd && { endpoints: input.etcd.endpoints, tls: await readTls(files, input.etcd) };
  return async () => {
    const [seen, ownAnswer, endpointAnswer, etcdMissing] = await Promise.all([
      objectsOf(input, ctx, ask),
      own?.(ctx.signal, answerMs),
      endpoint?.(ctx.signal, answerMs),
      etcd ? missingEtcd(etcd, ctx, ask) : [],
    ]);
    const answers = [
      ...missingAnswer("this host's apiserver", input.apiserver, ownAnswer),
      ...missingAnswer("the apiserver through the virtual IP", input.endpoint, endpointAnswer),
      ...etcdMissing,
    ];
    const nowMs = [ownAnswer, endpointAnswer].map(dateOf).find((date) => date !== undefined) ?? ctx.clock.wallMs();
    return judged(input, seen, answers, nowMs);
  };
}

interface Objects {
  readonly nodes: readonly NodeObject[];
  readonly pods: readonly PodObject[];
  readonly leases: readonly LeaseObject[];
  readonly missing: readonly Missing[];
}

async function objectsOf(input: VerifyInput, ctx: StepContext, ask: Ask): Promise<Objects> {
  const nothing = { nodes: [], pods: [], leases: [], missing: [] };
  try {
    if (input.nodes.length > 0) return { ...nothing, ...(await byKubectl(input, ctx)) };
    const node = await readOwnNode(ctx, ask, input.kubeconfig, input.name);
    return { ...nothing, nodes: node ? [node] : [] };
  } catch (error) {
    ctx.signal.throwIfAborted();
    if (!(error instanceof AppError)) throw error;
    return { ...nothing, missing: [{ what: "the cluster cannot be asked", why: error.message, hint: error.hint }] };
  }
}

async function byKubectl(input: VerifyInput, ctx: StepContext): Promise<Omit<Objects, "missing">> {
  const kubectl = new Kubectl(ctx, input.kubeconfig);
  const [nodes, pods, leases] = await Promise.all([
    kubectl.get(["nodes"], listOf(nodeObject)),
    input.staticPods.length === 0
      ? { items: [] }
      : kubectl.get(["pods", "--namespace=kube-system", onHost(input.name)], listOf(podObject)),
    input.leaders.length === 0
      ? { items: [] }
      : kubectl.get(["leases.coordination.k8s.io", "--namespace=kube-system"], listOf(leaseObject)),
  ]);
  return { nodes: nodes.items, pods: pods.items, leases: leases.items };
}

export function onHost(name: string): string {
  return `--field-selector=spec.nodeName=${name}`;
}

async function missingEtcd(
  { endpoints, tls }: { readonly endpoints: readonly string[]; readonly tls: TlsFiles },
  { signal }: StepContext,
  ask: Ask,
): Promise<readonly Missing[]> {
  const answers = await Promise.all(endpoints.map((endpoint) => etcdHealth(ask, endpoint, tls, signal, answerMs)));
  return answers.flatMap((answer, at) =>
    answer.ok ? [] : [{ what: `etcd at ${endpoints[at]} with this apiserver's certificate`, why: answer.problem }],
  );
}

function missingAnswer(
  what: string,
  of: VerifyInput["apiserver"],
  answer: Answer<Healthy> | undefined,
): readonly Missing[] {
  return answer === undefined || answer.ok ? [] : [{ what: `${what} (${of?.url})`, why: answer.problem }];
}

function dateOf(answer: Answer<Healthy> | undefined): number | undefined {
  return answer?.ok ? answer.value.dateMs : undefined;
}

function judged(input: VerifyInput, seen: Objects, answers: readonly Missing[], nowMs: number): Look {
  const output = { etcdEndpoints: input.etcd?.endpoints.length ?? 0, nodes: seen.nodes.map(nodeReport) };
  // Without an answer, that nothing is seen says nothing.
  if (seen.missing.length > 0) return { missing: [...seen.missing, ...answers], output: { ...output, leaders: {} } };
  const names = input.nodes.length > 0 ? input.nodes : [input.name];
  const leaders = leadersOf(input.leaders, seen.leases, nowMs);
  const missing = [
    ...missingNodes(names, seen.nodes, input.expectReady),
    ...input.staticPods.flatMap((component) => missingPod(`${component}-${input.name}`, seen.pods)),
    ...answers,
    ...leaders.missing,
  ];
  return { missing, output: { ...output, leaders: { ...leaders.holders } } };
}

function missingPod(name: string, pods: readonly PodObject[]): readonly Missing[] {
  const pod = pods.find(({ metadata }) => metadata.name === name);
  if (!pod) return [{ what: `pod ${name}`, why: "not there", hint: "on its host: journalctl -u kubelet -e" }];
  const why = staticPodTrouble(pod);
  return why === undefined ? [] : [{ what: `pod ${name}`, why, hint: podHint([why]) }];
}
