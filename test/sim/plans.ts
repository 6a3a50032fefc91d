import type { HostFacts } from "@quorate/shared/facts";
import { type HostId, hostId, stepId } from "@quorate/shared/ids";
import { type Plan, planSteps, type Step } from "@quorate/shared/plan";
import { type StepKind, stepKinds } from "@quorate/shared/step/contract";
import type { EtcdData } from "../../packages/coordinator/src/engine/etcd-data.ts";
import { buildPlan } from "../../packages/coordinator/src/plan/build-plan.ts";
import { buildResetPlan } from "../../packages/coordinator/src/plan/build-reset-plan.ts";
import { predictClusterId } from "../../packages/coordinator/src/plan/etcd-identity.ts";
import { peerUrl } from "../../packages/coordinator/src/plan/url.ts";
import type { ClusterSpec } from "../../packages/coordinator/src/spec/cluster-spec.ts";
import { controlPlaneHosts } from "../../packages/coordinator/src/spec/control-plane-hosts.ts";
import { fakeFacts, fakeHosts, fakeSharedPki, fakeSpec, fakeWorkers } from "../fakes/cluster.ts";

type Made = ReadonlyMap<HostId, Pick<HostFacts, "etcd" | "kubernetes">>;

/** What is to be made of some hosts: its plan follows from what they are. */
export interface Scene {
  readonly name: string;
  readonly hosts: readonly string[];
  readonly plan: (made: Made, attempt: number) => Plan;
}

/** Three control-plane hosts and a worker. */
const hosts = [...fakeHosts(3), ...fakeWorkers(1)];
const names = hosts.map(({ name }) => name);

function factsFor(spec: ClusterSpec, made: Made): ReadonlyMap<HostId, HostFacts> {
  return new Map(spec.hosts.map((host) => [hostId(host.name), fakeFacts(host, made.get(hostId(host.name)) ?? {})]));
}

function bootstrapScene(name: string, overrides: Partial<ClusterSpec>): Scene {
  const spec = fakeSpec({ hosts, ...overrides });
  const plan = (made: Made, attempt: number) => {
    // A token for each attempt, as every run has one.
    const freshToken = `demo-${attempt.toString(16).padStart(16, "0")}`;
    return buildPlan({ spec, specHash: "sim", facts: factsFor(spec, made), freshToken, pki: fakeSharedPki() });
  };
  const first = plan(new Map(), 1);
  return { name, hosts: names, plan: (made, attempt) => (attempt === 1 ? first : plan(made, attempt)) };
}

/** Of a cluster that stands; of purge and destroy each reset has steps that the others lack. */
function resetScene(etcdData: EtcdData): Scene {
  const spec = fakeSpec({ hosts });
  const token = "demo-0000000000000001";
  const masters = controlPlaneHosts(spec);
  const clusterId = predictClusterId(
    masters.map((host) => [peerUrl(host)]),
    token,
  );
  const etcd = { token, clusterId, dataDir: spec.etcd.dataDir, formed: true };
  const made = new Map(masters.map(({ name }) => [hostId(name), { etcd }]));
  const facts = factsFor(spec, made);
  const plan = buildResetPlan({ spec, specHash: "sim", facts, options: { etcdData } });
  return { name: `a reset, --etcd-data ${etcdData}`, hosts: names, plan: () => plan };
}

/** Kinds that no plan has, each on every host: so that none is left out. */
function restScene(taken: ReadonlySet<StepKind>): Scene {
  const rest = stepKinds.filter((kind) => !taken.has(kind));
  const steps = rest.flatMap((kind) => hosts.map(({ name }) => bareStep(kind, hostId(name))));
  const phases = [{ name: "rest", title: "What no plan has", steps }];
  const ids = names.map(hostId);
  const plan = { hash: "rest", cluster: "demo", specHash: "sim", hosts: ids, phases, barriers: [], assertions: [] };
  return { name: "steps that no plan has", hosts: names, plan: () => plan };
}

function bareStep(kind: StepKind, host: HostId): Step {
  const id = stepId(`rest/${kind}/${host}`);
  return { id, kind, host, title: kind, needs: [], input: {}, timeoutMs: 30_000 } as unknown as Step;
}

const planned: readonly Scene[] = [
  bootstrapScene("a bootstrap", {}),
  bootstrapScene("a bootstrap with etcd from a tarball", {
    etcd: {
      ...fakeSpec().etcd,
      source: { kind: "tarball", url: "https://example.org/etcd.tar.gz", sha256: "a".repeat(64) },
    },
  }),
  resetScene("purge"),
  resetScene("destroy"),
];

/** Between them they have every kind of step that there is. */
export const scenes: readonly Scene[] = [...planned, restScene(kindsOf(planned))];

function kindsOf(of: readonly Scene[]): ReadonlySet<StepKind> {
  return new Set(of.flatMap(({ plan }) => planSteps(plan(new Map(), 1)).map(({ kind }) => kind)));
}
