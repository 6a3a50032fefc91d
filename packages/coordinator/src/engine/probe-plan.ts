import type { Clock } from "@quorate/shared/clock";
import type { Report } from "@quorate/shared/command";
import { type RunId, type StepId, stepId } from "@quorate/shared/ids";
import { type Plan, planSteps, type Step } from "@quorate/shared/plan";
import type { Drift, Failure } from "@quorate/shared/step/outcome";
import type { Fleet } from "../fleet/fleet.ts";
import { unseenByProbes } from "../plan/secret-names.ts";
import { failure } from "./failure.ts";
import type { Secrets } from "./secrets.ts";

/** What one step would change; a failure when its probe could not tell. */
export interface StepProbe {
  readonly step: StepId;
  readonly drift: readonly Drift[];
  readonly failure?: Failure;
}

export interface ProbePorts {
  readonly fleet: Fleet;
  readonly clock: Clock;
  readonly secrets: Secrets;
  readonly epoch: bigint;
}

const limitMs = 60_000;

function secretsForProbe(step: Step, secrets: Secrets): ReturnType<Secrets["of"]> {
  return secrets.of({ ...step, secrets: (step.secrets ?? []).filter((name) => !unseenByProbes.has(name)) });
}

/** Asks every agent what each step of the plan would change; nothing is changed and nothing is recorded. */
export async function probePlan(plan: Plan, run: RunId, ports: ProbePorts): Promise<readonly StepProbe[]> {
  const { fleet, clock } = ports;
  const waiting = new Map(planSteps(plan).map((step) => [step.id, step]));
  const probes = new Map<StepId, StepProbe>();
  const finish = (step: Step, drift: readonly Drift[], cause?: Failure): void => {
    waiting.delete(step.id);
    probes.set(step.id, { step: step.id, drift, ...(cause ? { failure: cause } : {}) });
  };
  await new Promise<void>((resolve) => {
    const off = fleet.onReport((host, report: Report) => {
      const step = report.lease.run === run ? waiting.get(stepId(report.lease.step)) : undefined;
      if (!step || step.host !== host || report.type !== "finished") return;
      finish(step, report.drift, report.failure);
      if (waiting.size === 0) done();
    });
    const cancel = clock.after(limitMs, () => done());
    const done = (): void => {
      off();
      cancel();
      resolve();
    };
    for (const step of waiting.values()) {
      const lease = { run, epoch: ports.epoch, step: step.id, attempt: 1 };
      const sent = fleet.send(step.host, {
        type: "lease",
        lease,
        mode: "probe",
        step,
        secrets: secretsForProbe(step, ports.secrets),
      });
      if (!sent) finish(step, [], failure("HOST_UNREACHABLE", `${step.host} is not connected`));
    }
    if (waiting.size === 0) done();
  });
  for (const step of waiting.values()) {
    finish(
      step,
      [],
      failure("STEP_TIMED_OUT", `${step.host} did not answer the probe of "${step.title}" within ${limitMs / 1000} s`),
    );
  }
  return planSteps(plan).flatMap((step) => probes.get(step.id) ?? []);
}
