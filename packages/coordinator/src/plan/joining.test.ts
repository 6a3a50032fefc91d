import type { KubernetesState } from "@quorate/shared/facts";
import { describe, expect, it } from "vitest";
import { factsOf, fakeFacts, fakeHosts, fakeSpec, fakeWorkers } from "../../../../test/fakes/cluster.ts";
import { decideJoining } from "./joining.ts";
import { buildSites, buildWorkers } from "./site.ts";

const caHash = `sha256:${"a".repeat(64)}`;
const spec = fakeSpec({ hosts: [...fakeHosts(3), ...fakeWorkers(1)] });

/** What each named host says of itself; the others have never seen kubeadm. */
function joiningOf(said: Record<string, KubernetesState>) {
  const facts = new Map(
    [...factsOf(spec)].map(([id], index) => {
      const host = spec.hosts[index];
      if (!host) throw new Error("a host of the spec expected");
      const kubernetes = said[host.name];
      return [id, fakeFacts(host, kubernetes ? { kubernetes } : {})];
    }),
  );
  return decideJoining(buildSites(spec, facts), buildWorkers(spec, facts), caHash);
}

const master = (over: Partial<KubernetesState> = {}): KubernetesState => ({
  role: "control-plane",
  caHash,
  joined: true,
  ...over,
});

describe("decideJoining", () => {
  it("lets the first host of the spec make the cluster, and the others wait", () => {
    expect(joiningOf({})).toEqual({
      initHost: "m1",
      formed: false,
      waiting: ["m1", "m2", "m3", "w1"],
    });
  });

  it("takes the first host that has joined for the cluster, not one that lost it", () => {
    expect(joiningOf({ m2: master(), m3: master() })).toEqual({
      initHost: "m2",
      formed: true,
      waiting: ["m1", "w1"],
    });
  });

  it("goes on where an init was interrupted, even if the spec now lists another host first", () => {
    expect(joiningOf({ m2: master({ joined: false }) })).toMatchObject({
      initHost: "m2",
      formed: false,
    });
  });

  it("leaves nobody waiting once all have joined", () => {
    const all = { m1: master(), m2: master(), m3: master(), w1: master({ role: "worker" }) };
    expect(joiningOf(all)).toMatchObject({ formed: true, waiting: [] });
  });

  it("refuses hosts of another cluster, and names each", () => {
    const other = `sha256:${"b".repeat(64)}`;
    expect(() => joiningOf({ m1: master(), m3: master({ caHash: other }) })).toThrow(
      `these hosts belong to another Kubernetes cluster: m3 (CA ${other})`,
    );
  });

  it("refuses to take a worker for a control-plane host", () => {
    expect(() => joiningOf({ m2: master({ role: "worker" }) })).toThrow(
      "m2 has joined as worker, not as control-plane",
    );
  });
});
