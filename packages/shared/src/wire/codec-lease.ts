import type { LeaseCommand, LeasedStep, LeaseMode, ReceivedCommand } from "../command.ts";
import { AppError } from "../errors.ts";
import { runId, stepId } from "../ids.ts";
import type { LeaseId } from "../lease.ts";
import { Secret } from "../secret.ts";
import { isStepKind, stepContracts } from "../step/contract.ts";
import { fromJson, malformed, parsed, problems, required } from "./codec-scalar.ts";
import type { Lease__Output, Lease as WireLease } from "./generated/quorate/v1/Lease.ts";
import type { LeaseId__Output, LeaseId as WireLeaseId } from "./generated/quorate/v1/LeaseId.ts";
import type { LeaseMode__Output } from "./generated/quorate/v1/LeaseMode.ts";

const modeToWire = {
  probe: "LEASE_MODE_PROBE",
  check: "LEASE_MODE_CHECK",
  run: "LEASE_MODE_RUN",
} as const satisfies Record<LeaseMode, LeaseMode__Output>;

const modeFromWire = {
  LEASE_MODE_UNSPECIFIED: undefined,
  LEASE_MODE_PROBE: "probe",
  LEASE_MODE_RUN: "run",
  LEASE_MODE_CHECK: "check",
} as const satisfies Record<LeaseMode__Output, LeaseMode | undefined>;

export function encodeLeaseId(id: LeaseId): WireLeaseId {
  return { run: id.run, epoch: id.epoch.toString(), step: id.step, attempt: id.attempt };
}

export function decodeLeaseId(wire: LeaseId__Output | null | undefined): LeaseId {
  const { run, epoch, step, attempt } = required(wire, "lease id");
  if (attempt < 1) throw malformed("a lease without an attempt");
  return {
    run: parsed(runId, run, "run id"),
    epoch: BigInt(epoch),
    step: parsed(stepId, step, "step id"),
    attempt,
  };
}

/** The one place where secrets are revealed to travel; the channel is mutual TLS. */
export function encodeLease(command: LeaseCommand): WireLease {
  const { lease, mode, step, secrets } = command;
  return {
    ...encodeLeaseId(lease),
    mode: modeToWire[mode],
    kind: step.kind,
    inputJson: JSON.stringify(step.input),
    timeoutMs: step.timeoutMs,
    barrier: step.barrier !== undefined,
    secrets: Object.fromEntries(
      Object.entries(secrets).map(([name, secret]) => [name, Buffer.from(secret.reveal(), "utf8")]),
    ),
  };
}

/** Throws only when the lease has no usable identity; everything else that is wrong with it can be answered. */
export function decodeLease(wire: Lease__Output): ReceivedCommand {
  const lease = decodeLeaseId(wire);
  try {
    return {
      type: "lease",
      lease,
      mode: required(modeFromWire[wire.mode], "mode"),
      step: decodeStep(wire),
      secrets: Object.fromEntries(
        Object.entries(wire.secrets).map(([name, value]) => [name, new Secret(value.toString("utf8"))]),
      ),
    };
  } catch (error) {
    return { type: "invalid-lease", lease, error: AppError.from(error) };
  }
}

function decodeStep({ kind, inputJson, timeoutMs, barrier }: Lease__Output): LeasedStep {
  return leasedStep(kind, fromJson(inputJson, "a step input"), timeoutMs, barrier);
}

/** A step from parts that nobody checked yet; STEP_INPUT_INVALID when kind, input or limit do not match the contracts. */
export function leasedStep(kind: string, input: unknown, timeoutMs: number, barrier: boolean): LeasedStep {
  if (!isStepKind(kind)) {
    throw new AppError("STEP_INPUT_INVALID", `this agent knows no step of the kind ${JSON.stringify(kind)}`);
  }
  if (timeoutMs < 1) throw new AppError("STEP_INPUT_INVALID", `the ${kind} step has no time limit`);
  const result = stepContracts[kind].input.safeParse(input);
  if (!result.success) {
    throw new AppError("STEP_INPUT_INVALID", `the input of ${kind} is wrong: ${problems(result.error)}`);
  }
  // The schema that was just applied belongs to `kind`; the compiler cannot see that the two move together.
  return { kind, input: result.data, timeoutMs, barrier } as LeasedStep;
}
