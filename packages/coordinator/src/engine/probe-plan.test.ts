import type { Command, Report } from "@quorate/shared/command";
import type { HostId } from "@quorate/shared/ids";
import { runId } from "@quorate/shared/ids";
import { Secret } from "@quorate/shared/secret";
import { describe, expect, it } from "vitest";
import { factsOf, fakeSharedPki, fakeSpec } from "../../../../test/fakes/cluster.ts";
import { ManualClock } from "../../../../test/fakes/manual-clock.ts";
import type { Fleet } from "../fleet/fleet.ts";
import { buildPlan } from "../plan/build-plan.ts";
import { secretNames } from "../plan/secret-names.ts";
import { probePlan } from "./probe-plan.ts";

const spec = fakeSpec();
const plan = buildPlan({
  spec,
  specHash: "abc",
  facts: factsOf(spec),
  freshToken: "lab-0123456789abcdef",
  pki: fakeSharedPki(),
});
const secrets = {
  of: (step: { readonly secrets?: readonly string[] }) =>
    Object.fromEntries((step.secrets ?? []).map((name) => [name, new Secret(`canary of ${name}`)])),
};

/** Every host answers at once that nothing differs. */
function contentFleet(): { readonly fleet: Fleet; readonly sent: Command[] } {
  const sent: Command[] = [];
  let listener: (host: HostId, report: Report) => void = () => undefined;
  const fleet: Fleet = {
    connected: () => true,
    send: (host, command) => {
      sent.push(command);
      const end = { outcome: "unchanged", drift: [], output: null, durationMs: 1, undone: [] } as const;
      queueMicrotask(() => listener(host, { type: "finished", lease: command.lease, ...end }));
      return true;
    },
    clock: () => undefined,
    onReport: (given) => {
      listener = given;
      return () => undefined;
    },
    onPresence: () => () => undefined,
    facts: () => Promise.reject(new TypeError("nobody asks for facts here")),
  };
  return { fleet, sent };
}

describe("a look at what a plan would change", () => {
  it("asks for a probe of every step, and hands no private key over for it", async () => {
    const { fleet, sent } = contentFleet();
    const probes = await probePlan(plan, runId("probe-1"), { fleet, clock: new ManualClock(), secrets, epoch: 1n });
    expect(probes.every(({ drift, failure }) => drift.length === 0 && failure === undefined)).toBe(true);
    const named = sent.flatMap((command) => (command.type === "lease" ? Object.keys(command.secrets) : []));
    expect(new Set(named)).toEqual(new Set([secretNames.vrrp, secretNames.bootstrapToken]));
  });
});
