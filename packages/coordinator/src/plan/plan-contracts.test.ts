import { type Plan, planSteps } from "@quorate/shared/plan";
import { stepContracts } from "@quorate/shared/step/contract";
import { describe, expect, it } from "vitest";
import { factsOf, fakeHosts, fakeSharedPki, fakeSpec, fakeWorkers, joinedBut } from "../../../../test/fakes/cluster.ts";
import type { ClusterSpec } from "../spec/cluster-spec.ts";
import { buildPlan } from "./build-plan.ts";

const base = fakeSpec();
const kubernetes = (over: Partial<ClusterSpec["kubernetes"]>) => ({ kubernetes: { ...base.kubernetes, ...over } });
const withWorkers = fakeSpec({ hosts: [...fakeHosts(3), ...fakeWorkers(2)] });
const stacked = fakeSpec({ etcd: { ...base.etcd, topology: "stacked" } });
const docker = { name: "docker", packages: ["docker-ce", "docker-ce-cli", "containerd.io"], mirrors: [] } as const;
const manifests = [{ name: "first.yaml", text: "kind: A" }];

function planOf(spec: ClusterSpec, facts = factsOf(spec)): Plan {
  return buildPlan({ spec, specHash: "abc", facts, freshToken: "demo-0123456789abcdef", pki: fakeSharedPki() });
}

const specs: readonly (readonly [string, ClusterSpec])[] = [
  ["containerd", base],
  ["docker", fakeSpec({ runtime: docker, ...kubernetes({ version: "1.15.1", proxyMode: "ipvs" }) })],
  ["workers", withWorkers],
  ["stacked etcd", stacked],
  ["stacked etcd and workers", { ...withWorkers, etcd: stacked.etcd }],
  ["1.28", fakeSpec(kubernetes({ version: "1.28.0", network: { plugin: "flannel" } }))],
  ["1.37", fakeSpec(kubernetes({ version: "1.37.1", proxyMode: "nftables", kubectlUsers: ["ops"] }))],
  [
    "manifests, skipped addons and one host",
    fakeSpec({
      hosts: fakeHosts(1),
      ...kubernetes({ network: { plugin: "manifests", manifests }, skipAddons: ["coredns", "kube-proxy"] }),
    }),
  ],
  [
    "mirrors and a bundle",
    fakeSpec({
      runtime: {
        ...base.runtime,
        mirrors: [{ registry: "docker.io", endpoints: ["https://mirror.example.org"], insecure: false }],
      },
      ...kubernetes({
        images: [{ image: "registry.k8s.io/pause:3.2", url: "file:///opt/pause.tar", sha256: "a".repeat(64) }],
      }),
    }),
  ],
];

describe("the steps of a plan", () => {
  it.each(specs)("have inputs that their contracts accept: %s", (_name, spec) => {
    for (const facts of [factsOf(spec), joinedBut(spec), joinedBut(spec, spec.hosts.at(-1)?.name ?? "")]) {
      for (const step of planSteps(planOf(spec, facts))) {
        const result = stepContracts[step.kind].input.safeParse(step.input);
        expect(result.error?.issues, step.id).toBeUndefined();
      }
    }
  });

  it("name every secret that their inputs refer to", () => {
    for (const step of planSteps(planOf({ ...withWorkers, etcd: stacked.etcd }))) {
      const named = [...JSON.stringify(step.input).matchAll(/"(?:tokenSecret|authSecret|secret)":"([^"]+)"/g)];
      expect(
        named.map(([, name]) => name),
        step.id,
      ).toEqual([...(step.secrets ?? [])]);
    }
  });
});
