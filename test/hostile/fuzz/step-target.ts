import { planSteps } from "@quorate/shared/plan";
import { stepKinds } from "@quorate/shared/step/contract";
import { leasedStep } from "@quorate/shared/wire/codec-lease";
import { buildPlan } from "../../../packages/coordinator/src/plan/build-plan.ts";
import { factsOf, fakeHosts, fakeSharedPki, fakeSpec, fakeWorkers } from "../../fakes/cluster.ts";
import { fakeBundle } from "../../fakes/fake-bundle.ts";
import type { Dice } from "./dice.ts";
import { spoiltJson } from "./spoil-json.ts";
import { type FuzzTarget, refusedOr } from "./target.ts";

const spec = fakeSpec({ hosts: [...fakeHosts(3), ...fakeWorkers(1)] });
const plan = buildPlan({
  spec,
  specHash: "h",
  facts: factsOf(spec),
  freshToken: "demo-0123456789abcdef",
  pki: fakeSharedPki(),
  bundle: fakeBundle,
});
/** One good input of each kind that this plan has, as JSON carries it. */
const inputs = new Map(planSteps(plan).map(({ kind, input }) => [kind, JSON.parse(JSON.stringify(input)) as unknown]));

/** What an agent does with the input of a lease: any kind, good inputs with one thing wrong. */
export const stepTarget: FuzzTarget = {
  name: "step inputs",
  share: 340_000,
  run(dice: Dice) {
    const kind = stepKinds[dice.below(stepKinds.length)] ?? "host.name";
    const input = spoiltJson(inputs.get(kind) ?? {}, dice);
    refusedOr(() => leasedStep(kind, input, dice.below(10_000), dice.oneIn(2)), kind);
    if (Object.hasOwn(Object.prototype, "polluted")) throw new Error(`${kind} polluted the prototype of objects`);
  },
};
