import type { EventRecord } from "@quorate/shared/events";
import { planSteps } from "@quorate/shared/plan";

/**
 * Of a run's events, by the coordinator's clock: from the first lease of a kubeadm.join to the end of the last, milliseconds.
 * Throws unless exactly the hosts named joined: a host that was a member already takes no time.
 */
export function joinSpanMs(records: readonly EventRecord[], hosts: readonly string[]): number {
  const steps = records.flatMap(({ event }) => (event.type === "run.started" ? planSteps(event.plan) : []));
  const joins = new Map(steps.flatMap(({ id, kind, host }) => (kind === "kubeadm.join" ? [[id, host] as const] : [])));
  const joined = records.flatMap(({ at, event }) =>
    event.type === "step.finished" && event.outcome === "changed" && joins.has(event.step)
      ? [{ step: event.step, host: joins.get(event.step), endMs: Date.parse(at) }]
      : [],
  );
  const names = joined.map(({ host }) => host).sort();
  if (names.join() !== [...hosts].sort().join()) {
    throw new Error(`${hosts.join(", ")} should have joined, not ${names.join(", ") || "no host"}`);
  }
  const begins = records.flatMap(({ at, event }) =>
    event.type === "lease.granted" && joined.some(({ step }) => step === event.step) ? [Date.parse(at)] : [],
  );
  return Math.max(...joined.map(({ endMs }) => endMs)) - Math.min(...begins);
}
