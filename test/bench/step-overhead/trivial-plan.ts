import { hostId, stepId } from "@quorate/shared/ids";
import type { Plan, Step } from "@quorate/shared/plan";
import { step } from "../../../packages/coordinator/src/plan/step-list.ts";

/** `steps` times `true` on every host; no host goes on to the next before all have done this one. */
export function trivialPlan(hostNames: readonly string[], steps: number): Plan {
  const hosts = hostNames.map((name) => hostId(name));
  const idsOf = (ordinal: number) => (ordinal < 0 ? [] : hosts.map((host) => stepId(`bench/true-${ordinal}/${host}`)));
  const all = Array.from({ length: steps }, (_, ordinal): readonly Step[] =>
    hosts.map((host) =>
      step(stepId(`bench/true-${ordinal}/${host}`), "agent.self-check", host, {
        title: "Run true",
        input: { ordinal },
        needs: idsOf(ordinal - 1),
      }),
    ),
  );
  const phase = { name: "bench", title: "Steps that do nothing", steps: all.flat() };
  return { hash: "", cluster: "bench", specHash: "", hosts, phases: [phase], barriers: [], assertions: [] };
}
