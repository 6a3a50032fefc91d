import { planSteps } from "@quorate/shared/plan";
import { expect, it } from "vitest";
import { factsOf, fakeHosts, fakeSharedPki, fakeSpec, fakeWorkers } from "../../../../../test/fakes/cluster.ts";
import { fakeBundle } from "../../../../../test/fakes/fake-bundle.ts";
import { buildPlan } from "../../plan/build-plan.ts";
import { buildResetPlan } from "../../plan/build-reset-plan.ts";
import type { ClusterSpec } from "../../spec/cluster-spec.ts";
import { titleWords } from "./step-titles.ts";

const base = fakeSpec();
const manifests = [{ name: "first.yaml", text: "kind: A" }];
const specs: readonly ClusterSpec[] = [
  fakeSpec({ hosts: [...fakeHosts(3), ...fakeWorkers(2)] }),
  fakeSpec({ etcd: { ...base.etcd, topology: "stacked" } }),
  fakeSpec({
    kubernetes: { ...base.kubernetes, kubectlUsers: ["ops"], network: { plugin: "manifests", manifests } },
  }),
];

const request = (spec: ClusterSpec): Parameters<typeof buildPlan>[0] => ({
  ...{ spec, specHash: "abc", facts: factsOf(spec), freshToken: "demo-0123456789abcdef", pki: fakeSharedPki() },
});

it("every title of a plan is known in Chinese: what is added to a plan is added there", () => {
  const plans = [
    ...specs.map((spec) => buildPlan(request(spec))),
    buildPlan({ ...request(base), bundle: fakeBundle }),
    ...(["keep", "purge", "destroy"] as const).map((etcdData) =>
      buildResetPlan({ spec: base, specHash: "abc", facts: factsOf(base), options: { etcdData } }),
    ),
  ];
  const titles = plans.flatMap((plan) => [
    ...plan.phases.map(({ title }) => title),
    ...planSteps(plan).map(({ title }) => title),
    ...plan.barriers.map(({ title }) => title),
    ...plan.assertions.map(({ title }) => title),
  ]);
  expect([...new Set(titles)].filter((title) => titleWords("zh", title) === title)).toEqual([]);
});
