import type { BarrierResult, EventRecord } from "@quorate/shared/events";

export interface BarrierTimes {
  /** The moment the first start command left, on the machine's monotonic clock, nanoseconds. */
  readonly firstCommandNs: bigint;
  /** Between the first and the last process start, milliseconds, and the bound of its error. */
  readonly skewMs: number;
  readonly skewErrorMs: number;
  /** The latest host's moment of each mark, milliseconds since the first command. */
  readonly marks: ReadonlyMap<string, number>;
}

/**
 * The coordinator's own account of the etcd start. Its clock is this machine's, so a moment of one mark, told once absolutely
 * and once relative to the first command, gives the command's own.
 */
export function barrierTimes(events: readonly EventRecord[]): BarrierTimes {
  const result = startResult(events);
  const anchor = absoluteMark(events, result);
  const marks = new Map<string, number>();
  for (const { name, atMs } of result.marks) marks.set(name, Math.max(atMs, marks.get(name) ?? 0));
  return {
    firstCommandNs: anchor.atNs - BigInt(Math.round(anchor.atMs * 1e6)),
    skewMs: result.skewMs ?? 0,
    skewErrorMs: Math.max(...result.marks.filter(({ name }) => name === "started").map(({ errorMs }) => errorMs)),
    marks,
  };
}

function startResult(events: readonly EventRecord[]): BarrierResult {
  for (const { event } of events) {
    if (event.type === "barrier.finished" && event.barrier === "etcd/start" && event.result.outcome === "done") {
      return event.result;
    }
  }
  throw new Error("this run started no etcd");
}

function absoluteMark(events: readonly EventRecord[], result: BarrierResult): { atNs: bigint; atMs: number } {
  for (const { event } of events) {
    if (event.type !== "step.mark" || !event.step.startsWith("etcd/start/")) continue;
    const host = event.step.slice("etcd/start/".length);
    const same = result.marks.find((mark) => mark.host === host && mark.name === event.mark.name);
    if (same) return { atNs: BigInt(event.mark.atNs), atMs: same.atMs };
  }
  throw new Error("the etcd start left no mark");
}
