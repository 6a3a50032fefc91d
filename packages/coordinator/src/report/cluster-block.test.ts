import { type Plan, planSteps } from "@quorate/shared/plan";
import type { StepKind } from "@quorate/shared/step/contract";
import { describe, expect, it } from "vitest";
import { factsOf, fakeSharedPki, fakeSpec } from "../../../../test/fakes/cluster.ts";
import { RunScript } from "../../../../test/fakes/run-script.ts";
import { buildPlan } from "../plan/build-plan.ts";
import type { ClusterSpec } from "../spec/cluster-spec.ts";
import { plainLook } from "./look.ts";
import { runEnd } from "./run-end.ts";
import { RunProgress } from "./run-progress.ts";

function planOf(kubernetes: Partial<ClusterSpec["kubernetes"]>): Plan {
  const spec = fakeSpec({ kubernetes: { ...fakeSpec().kubernetes, ...kubernetes } });
  const request = { spec, specHash: "s", facts: factsOf(spec), freshToken: "demo-0123456789abcdef" };
  return buildPlan({ ...request, pki: fakeSharedPki() });
}

/** Every step done; outputs of one kind as given, host by host. */
function endOf(plan: Plan, outputs: Partial<Record<StepKind, (host: string, target: unknown) => unknown>>): string {
  const script = new RunScript(plan).start();
  for (const { id, kind, host, input } of planSteps(plan)) {
    const target = "target" in input ? input.target : undefined;
    script.lease([id]).finish([id], "unchanged", { output: outputs[kind]?.(host, target) ?? {} });
  }
  const [first, ...rest] = script.end("done").records;
  if (first?.event.type !== "run.started") throw new Error("a script begins with start()");
  const progress = new RunProgress(first, first.event);
  for (const record of rest) progress.apply(record);
  return `\n${runEnd(progress, plainLook).join("\n")}\n`;
}

function looks(ready: boolean) {
  const nodes = ["m1", "m2", "m3"].map((name) => ({ name, ready, roles: ["control-plane"], version: "v1.20.2" }));
  const leaders = { "kube-controller-manager": "m2_6f2c", "kube-scheduler": "m1_9a1e" };
  return () => ({ nodes, etcdEndpoints: 3, leaders });
}

function outage(host: string, target: unknown) {
  const quiet = { target, outageMs: 0, probes: 61, failed: 0 };
  return host === "m1" ? { ...quiet, outageMs: 912.4, failed: 9 } : quiet;
}

describe("the end of a bootstrap", () => {
  it("tells what the cluster looks like, how long each outage was, and what was left out", () => {
    const plan = planOf({ skipAddons: ["coredns"], network: { plugin: "flannel" } });
    const end = endOf(plan, { "kubernetes.verify": looks(true), "kubernetes.outage": outage });
    expect(end.split("\n\nRECAP")[0]).toMatchInlineSnapshot(`
      "

      CLUSTER: Kubernetes v1.20.2
        m1  Ready  control-plane  v1.20.2
        m2  Ready  control-plane  v1.20.2
        m3  Ready  control-plane  v1.20.2
        etcd: 3 of 3 endpoints healthy, asked with the certificates of 3 apiservers
        leaders: kube-controller-manager on m2, kube-scheduler on m1
        CoreDNS is not installed: spec.kubernetes.skipAddons
        STOPPED          APISERVER THROUGH THE VIP
        haproxy on m1    not answering for 0.9 s
        haproxy on m2    answered all the time
        haproxy on m3    answered all the time
        apiserver on m1  not answering for 0.9 s
        apiserver on m2  answered all the time
        apiserver on m3  answered all the time"
    `);
  });

  it("says why nodes are not Ready when nobody asked for a network plugin", () => {
    const end = endOf(planOf({ provokeOutages: false }), { "kubernetes.verify": looks(false) });
    expect(end).toContain("m1  not Ready  control-plane  v1.20.2");
    expect(end).toContain("  nodes become Ready once a network plugin is there; yours to apply, as");
  });

  it("leaves out what an event log of another version does not tell", () => {
    const end = endOf(planOf({}), { "kubernetes.verify": () => ({ nodes: "many" }) });
    expect(end).not.toContain("CLUSTER");
    expect(end).toContain("RECAP");
  });
});
