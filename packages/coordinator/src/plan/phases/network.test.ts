import { planSteps } from "@quorate/shared/plan";
import { describe, expect, it } from "vitest";
import { factsOf, fakeHosts, fakeSharedPki, fakeSpec, fakeWorkers } from "../../../../../test/fakes/cluster.ts";
import type { NetworkPlugin } from "../../spec/cluster-spec.ts";
import { buildPlan } from "../build-plan.ts";

const base = fakeSpec({ hosts: [...fakeHosts(3), ...fakeWorkers(1)] });

/** What the firewall of each host is opened for, the masters first. */
function openings(network: NetworkPlugin) {
  const spec = { ...base, kubernetes: { ...base.kubernetes, network } };
  const facts = factsOf(spec);
  const plan = buildPlan({ spec, specHash: "abc", facts, freshToken: "demo-0123456789abcdef", pki: fakeSharedPki() });
  return planSteps(plan).flatMap((step) => (step.kind === "host.firewall" ? [step.input] : []));
}

describe("the firewall of the network phase", () => {
  it("lets members through to flannel's VXLAN, and to no UDP port of a network plugin it does not know", () => {
    expect(openings({ plugin: "flannel" }).map(({ memberUdpPorts }) => memberUdpPorts)).toEqual([
      [8472],
      [8472],
      [8472],
      [8472],
    ]);
    expect(openings({ plugin: "none" }).flatMap(({ memberUdpPorts }) => memberUdpPorts)).toEqual([]);
  });

  it("lets pods through on every host, whatever the network plugin", () => {
    for (const { trustedNetworks } of [...openings({ plugin: "flannel" }), ...openings({ plugin: "none" })]) {
      expect(trustedNetworks).toEqual([base.kubernetes.podSubnet]);
    }
  });

  it("counts workers among the members, so that they reach the apiservers and each other", () => {
    for (const { members } of openings({ plugin: "flannel" })) {
      expect(members).toEqual(base.hosts.map(({ address }) => address));
    }
  });

  it("opens the endpoint's port on masters to everybody, and of a worker nothing, no NodePorts either", () => {
    expect(openings({ plugin: "flannel" }).map(({ publicPorts }) => publicPorts)).toEqual([
      [base.endpoint.port],
      [base.endpoint.port],
      [base.endpoint.port],
      [],
    ]);
  });
});
