import { AppError } from "@quorate/shared/errors";
import type { HostFacts } from "@quorate/shared/facts";
import { type HostId, hostId, type RunId } from "@quorate/shared/ids";
import { planSteps, type Step } from "@quorate/shared/plan";
import { buildPlan } from "../plan/build-plan.ts";
import { crossCheck } from "../plan/cross-checks.ts";
import { auditSteps, hostSteps, lookSteps } from "../plan/look-steps.ts";
import { type PlanInput, type PlanRequest, partialInput, readPlanInput } from "../plan/plan-input.ts";
import type { ClusterSpec } from "../spec/cluster-spec.ts";
import { specHash } from "../spec/spec-hash.ts";
import { type AskPorts, askHosts } from "./ask-hosts.ts";
import { type DoctorCheck, doctorCheck, judgeAnswer } from "./judge-answer.ts";
import type { PlannerPorts } from "./planned-run.ts";
import { probePlan } from "./probe-plan.ts";
import { clocksOf, connectedHosts } from "./survey.ts";

export interface DiagnosePorts extends AskPorts, Pick<PlannerPorts, "sharedPki" | "bundle"> {
  /** Names the leases of this look; no run has it. */
  readonly run: RunId;
}

/** Above the longest wait of any check. */
const limitMs = 45_000;

/** All checks of all hosts; nothing is changed, nothing recorded. Hosts that do not answer are a finding, not an error. */
export async function diagnose(spec: ClusterSpec, ports: DiagnosePorts): Promise<readonly DoctorCheck[]> {
  const connected = await connectedHosts(spec, ports);
  const facts = await factsOf(connected, ports);
  const clocks = await clocksOf([...facts.keys()], ports);
  const across = crossCheck({ spec, facts, clocks }).map((check) => doctorCheck("*", check));
  const judged = await judgePlan(spec, facts, ports);
  return [...agentChecks(spec, facts), ...across, ...judged];
}

/** What the post's scripts left on the hosts that answer. */
export async function auditHosts(spec: ClusterSpec, ports: DiagnosePorts): Promise<readonly DoctorCheck[]> {
  const connected = await connectedHosts(spec, ports);
  const present = new Map(connected.map((host) => [host, undefined]));
  return [...agentChecks(spec, present), ...(await asked(spec, auditSteps(connected), ports))];
}

async function asked(spec: ClusterSpec, steps: readonly Step[], ports: DiagnosePorts): Promise<readonly DoctorCheck[]> {
  const answers = await askHosts({ steps, mode: "check", run: ports.run, limitMs }, ports);
  return answers.flatMap((answer) => judgeAnswer(answer, spec.preflight.ignore));
}

/** A host that goes away while it is asked is one that does not answer. */
async function factsOf(hosts: readonly HostId[], { fleet }: DiagnosePorts): Promise<ReadonlyMap<HostId, HostFacts>> {
  const told = await Promise.all(hosts.map((host) => fleet.facts(host).catch(() => undefined)));
  return new Map(told.flatMap((facts) => (facts ? [[hostId(facts.host), facts] as const] : [])));
}

function agentChecks(spec: ClusterSpec, present: ReadonlyMap<HostId, unknown>): readonly DoctorCheck[] {
  return spec.hosts.map(({ name, address }) => {
    if (present.has(hostId(name))) return doctorCheck(name, { id: "AGENT", severity: "ok", detail: "connected" });
    const fix = `on ${name}: systemctl status quorate-agent; never enrolled: coordinator token create ${name} --address ${address}`;
    return doctorCheck(name, { id: "AGENT", severity: "error", detail: "not connected", fix });
  });
}

/** With all facts, everything that a plan would look at; else what each host can tell of itself. */
async function judgePlan(
  spec: ClusterSpec,
  facts: ReadonlyMap<HostId, HostFacts>,
  ports: DiagnosePorts,
): Promise<readonly DoctorCheck[]> {
  const pki = await ports.sharedPki();
  const { bundle } = ports;
  const request = { spec, specHash: specHash(spec), facts, freshToken: `${spec.name}-0000000000000000`, pki, bundle };
  const { input, checks } = planned(request);
  const whole = input !== undefined;
  const steps = whole ? lookSteps(input) : hostSteps(partialInput(request));
  const looked = await asked(spec, steps, ports);
  const drift = whole && input.joining.formed ? await driftChecks(request, ports) : [];
  return [...checks, ...looked, ...drift];
}

interface Planned {
  readonly input?: PlanInput;
  readonly checks: readonly DoctorCheck[];
}

function planned(request: PlanRequest): Planned {
  if (request.facts.size < request.spec.hosts.length) return { checks: [] };
  try {
    const detail = "the spec can be brought about on these hosts";
    return { input: readPlanInput(request), checks: [doctorCheck("*", { id: "PLAN", severity: "ok", detail })] };
  } catch (error) {
    const { code, message, hint } = AppError.from(error);
    if (code === "INTERNAL") throw error;
    return { checks: [doctorCheck("*", { id: "PLAN", severity: "error", detail: `${code}: ${message}`, fix: hint })] };
  }
}

/** On a cluster that was made, whatever a bootstrap would do is something that changed since. */
async function driftChecks(request: PlanRequest, ports: DiagnosePorts): Promise<readonly DoctorCheck[]> {
  const plan = buildPlan(request);
  const steps = new Map(planSteps(plan).map((step) => [step.id, step]));
  const found = (await probePlan(plan, ports.run, ports)).flatMap(({ step: id, drift, failure }) => {
    const step = steps.get(id);
    if (!step || (drift.length === 0 && !failure)) return [];
    const lines = drift.map(({ what, have, want }) => `${what}: have ${have || "nothing"}, want ${want || "nothing"}`);
    const detail = failure
      ? `${step.title}: ${failure.code}: ${failure.message}`
      : `${step.title}: ${lines.join("; ")}`;
    const fix = failure?.hint ?? "coordinator bootstrap -f cluster.yaml";
    return [doctorCheck(step.host, { id: failure ? "LOOK" : "DRIFT", severity: "warning", detail, fix }, lines)];
  });
  if (found.length > 0) return found;
  return [
    doctorCheck("*", { id: "DRIFT", severity: "ok", detail: `all ${steps.size} steps are as the plan wants them` }),
  ];
}
