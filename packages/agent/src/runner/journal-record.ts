import type { FinishedReport, LeasedStep } from "@quorate/shared/command";
import { errorCodes } from "@quorate/shared/error-catalogue";
import { runId, stepId } from "@quorate/shared/ids";
import type { LeaseId } from "@quorate/shared/lease";
import { leasedStep } from "@quorate/shared/wire/codec-lease";
import { z } from "zod";

/** How an attempt ended: the report without the lease, whose epoch may be newer when it is repeated. */
export type AttemptResult = Omit<FinishedReport, "type" | "lease">;

const lease = z.object({
  run: z.string().transform(runId),
  epoch: z.string().regex(/^\d+$/).transform(BigInt),
  step: z.string().transform(stepId),
  attempt: z.int().min(1),
});
const step = z.object({ kind: z.string(), input: z.unknown(), timeoutMs: z.number(), barrier: z.boolean() });
const result = z.object({
  outcome: z.enum(["unchanged", "changed", "failed", "canceled", "lost"]),
  drift: z.array(z.object({ what: z.string(), have: z.string(), want: z.string() })),
  output: z.unknown(),
  failure: z
    .object({ code: z.enum(errorCodes), message: z.string(), hint: z.string(), evidence: z.array(z.string()) })
    .optional(),
  durationMs: z.number(),
  undone: z.array(z.string()),
});
const schema = z.discriminatedUnion("type", [
  z.object({
    type: z.literal("epoch"),
    epoch: z.string().regex(/^\d+$/).transform(BigInt),
    instance: z.string().optional(),
  }),
  z.object({ type: z.literal("started"), lease, step: step.optional() }),
  z.object({ type: z.literal("finished"), lease, result }),
]);

export type JournalRecord =
  | { readonly type: "epoch"; readonly epoch: bigint; readonly instance?: string }
  /** `step` is kept of barrier steps only: undo needs its input. */
  | { readonly type: "started"; readonly lease: LeaseId; readonly step?: LeasedStep }
  | { readonly type: "finished"; readonly lease: LeaseId; readonly result: AttemptResult };

/** Epochs have 64 bits and travel as text. */
export function encodeRecord(record: JournalRecord): object {
  if (record.type === "epoch") return { ...record, epoch: record.epoch.toString() };
  return { ...record, lease: { ...record.lease, epoch: record.lease.epoch.toString() } };
}

/** Throws on what `encodeRecord` would not write. */
export function decodeRecord(raw: unknown): JournalRecord {
  const found = schema.parse(raw);
  switch (found.type) {
    case "epoch": {
      const { instance, ...rest } = found;
      return { ...rest, ...(instance === undefined ? {} : { instance }) };
    }
    case "started": {
      const known = found.step && stepOrNothing(found.step);
      return { type: "started", lease: found.lease, ...(known ? { step: known } : {}) };
    }
    case "finished": {
      const { failure, ...rest } = found.result;
      return { type: "finished", lease: found.lease, result: { ...rest, ...(failure ? { failure } : {}) } };
    }
  }
}

/** A step that another version wrote may not fit the contracts of this one; then it cannot be undone, only reported. */
function stepOrNothing({ kind, input, timeoutMs, barrier }: z.infer<typeof step>): LeasedStep | undefined {
  try {
    return leasedStep(kind, input, timeoutMs, barrier);
  } catch {
    return undefined;
  }
}
