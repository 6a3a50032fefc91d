import type { StepInput, StepKind, StepOutput } from "@quorate/shared/step/contract";
import { stepKinds } from "@quorate/shared/step/contract";
import type { StepContext, StepHandlers } from "../../packages/agent/src/steps/handler.ts";

type Outputs = { readonly [K in StepKind]: (input: StepInput<K>) => StepOutput<K> };

const nothing = () => ({});

/** What each kind of step says when it went well; only `holder` holds the VIP. */
export function goodOutputs(host: string, holder: string): Outputs {
  const memberOf = (member: StepInput<"etcd.start">["member"]) => {
    const memberId = member.members.find(({ name }) => name === host)?.memberId ?? "1";
    return { memberId, clusterId: member.generation.clusterId };
  };
  return {
    "agent.self-check": nothing,
    "preflight.host": () => ({ checks: [] }),
    "preflight.network": () => ({ checks: [], reached: [] }),
    "host.audit": () => ({ checks: [] }),
    "host.journal": ({ unit }) => ({ lines: [`a line of ${unit}`], cursor: "s=1" }),
    "host.name": nothing,
    "host.hosts-file": nothing,
    "host.swap-off": () => ({ disabled: [] }),
    "host.selinux": nothing,
    "host.firewall": () => ({ found: "none" }),
    "host.forward-policy": nothing,
    "host.limits": nothing,
    "host.modules": () => ({ loaded: [], builtIn: [], missing: [] }),
    "host.sysctl": () => ({ skipped: [] }),
    "host.service": nothing,
    "bundle.fetch": () => ({ fetched: 0, bytes: 0 }),
    "package.repository": nothing,
    "package.install": () => ({ installed: {} }),
    "haproxy.configure": nothing,
    "keepalived.configure": nothing,
    "vip.verify": () => ({ holdsVip: host === holder, portAnswers: true }),
    "certificates.ensure": () => ({ issued: [] }),
    "etcd.user": nothing,
    "etcd.tarball": nothing,
    "etcd.data-directory": () => ({}),
    "etcd.configure": () => ({ restartNeeded: false }),
    "etcd.start": ({ member }) => ({ ...memberOf(member), version: "3.5.0" }),
    "etcd.write-proof": ({ member }) => ({ ...memberOf(member), revision: "1" }),
    "etcd.read-proof": ({ member }) => ({ ...memberOf(member), healthy: true }),
    "etcd.settle": nothing,
    "runtime.configure": () => ({ version: "1.6.20" }),
    "images.ensure": () => ({ present: [], imported: [], pulled: [] }),
    "kubelet.configure": nothing,
    "kubernetes.pki": nothing,
    "kubeadm.init": () => ({ seconds: 1 }),
    "kubeadm.token": nothing,
    "kubeadm.join": () => ({ seconds: 1 }),
    "kubeadm.token-revoke": nothing,
    "kubernetes.node": nothing,
    "kubernetes.kubeconfig": nothing,
    "kubernetes.manifests": nothing,
    "kubernetes.verify": () => ({ nodes: [], etcdEndpoints: 0, leaders: {} }),
    "kubernetes.outage": ({ target }) => ({ target, outageMs: 0, probes: 1, failed: 0 }),
    "kubeadm.reset": () => ({ did: [] }),
    "etcd.purge": () => ({ deleted: 0 }),
    "etcd.destroy": () => ({ did: [], left: [] }),
    "host.restore": () => ({ did: [], left: [] }),
  };
}

const armed: readonly StepKind[] = ["preflight.network", "etcd.start"];
const looks: readonly StepKind[] = [
  "agent.self-check",
  "preflight.host",
  "host.audit",
  "host.journal",
  "vip.verify",
  "etcd.write-proof",
  "etcd.read-proof",
  "kubernetes.verify",
  "kubernetes.outage",
];

/** A host on which every step goes well at once and nothing happens, except what `real` handles. */
export function pretendHandlers(host: string, holder: string, real: Partial<StepHandlers> = {}): StepHandlers {
  const outputs = goodOutputs(host, holder);
  const pretended = Object.fromEntries(stepKinds.map((kind) => [kind, pretend(kind, outputs)]));
  return { ...pretended, ...real } as StepHandlers;
}

function pretend<K extends StepKind>(kind: K, outputs: Outputs): object {
  const done = new Set<string>();
  const probe = async (input: StepInput<K>) =>
    done.has(JSON.stringify(input)) ? [] : [{ what: kind, have: "", want: "done" }];
  const act = async (input: StepInput<K>, ctx: StepContext): Promise<StepOutput<K>> => {
    done.add(JSON.stringify(input));
    for (const mark of ["started", "port-open", "quorum", "ready"]) if (armed.includes(kind)) ctx.mark(mark);
    return outputs[kind](input);
  };
  if (looks.includes(kind)) return { type: "check", check: act };
  if (!armed.includes(kind)) return { type: "apply", probe, apply: act };
  const readOnly = kind === "preflight.network";
  return { type: "barrier", readOnly, probe, arm: async () => undefined, fire: act, undo: async () => [] };
}
