import { X509Certificate } from "node:crypto";
import type { ClusterEvent } from "@quorate/shared/events";
import { afterEach, beforeEach, expect, test } from "vitest";
import { certificatesEnsure } from "../../packages/agent/src/steps/certificates-ensure.ts";
import type { ApplyHandler } from "../../packages/agent/src/steps/handler.ts";
import { layout } from "../../packages/coordinator/src/plan/layout.ts";
import { type FakeHost, fakeHost } from "../fakes/fake-host.ts";
import { pretendHandlers } from "../fakes/pretend-handlers.ts";
import { demoSpec } from "./demo-spec.ts";
import { RealAgent } from "./real-agent.ts";
import { RealCoordinator } from "./real-coordinator.ts";

const names = ["m1", "m2", "m3"];
const addressOf = (name: string): string => `10.0.0.${name.slice(1)}`;
const spec = { text: demoSpec(), name: "cluster.yaml", files: {} };

let real: RealCoordinator;
const agents: RealAgent[] = [];
const files = {
  "/etc/passwd": "root:x:0:0::/root:/bin/sh\netcd:x:990:990::/:/usr/sbin/nologin\n",
  "/etc/group": "etcd:x:990:\n",
};
/** Machines in memory, so that certificates are really made, asked for, checked and written. */
const machines = new Map<string, FakeHost>();
beforeEach(async () => {
  real = await RealCoordinator.start();
  for (const name of names) {
    const machine = fakeHost({ files });
    machines.set(name, machine);
    const agent = await RealAgent.enrolled(real, name, addressOf(name));
    agents.push(agent);
    const handled = { "certificates.ensure": certificatesEnsure, "etcd.settle": settleOf(agent) };
    await agent.start(pretendHandlers(name, "m2", handled), machine);
  }
});
afterEach(async () => {
  for (const agent of agents.splice(0)) await agent.remove();
  await real.remove();
});

/** As the real one: afterwards the host's facts know the cluster. */
function settleOf(agent: RealAgent): ApplyHandler<"etcd.settle"> {
  return {
    type: "apply",
    probe: async () => (agent.etcd?.formed ? [] : [{ what: "etcd", have: "new", want: "formed" }]),
    apply: async ({ member: { generation, dataDir } }) => {
      agent.etcd = { ...generation, dataDir, formed: true };
      return {};
    },
  };
}

type Finished = Extract<ClusterEvent, { type: "run.finished" }>;

/** Follows a run as the command line does. */
async function follow(run: string, since: number): Promise<Finished> {
  const stop = new AbortController();
  for await (const { event } of real.client.events({ since: since - 1, follow: true, run }, stop.signal)) {
    if (event.type === "run.finished") return event;
  }
  throw new Error("the events ended before the run did");
}

test("the plan says beforehand what would change, and changes nothing", async () => {
  const { plan, probes } = await real.client.plan(spec, true);
  expect(plan.hosts).toEqual(names);
  const steps = plan.phases.flatMap((phase) => phase.steps);
  expect(probes.map(({ step }) => step)).toEqual(steps.map(({ id }) => id));
  expect(probes.filter(({ failure }) => failure)).toEqual([]);
  expect(probes.filter(({ drift }) => drift.length > 0).length).toBeGreaterThan(40);
  expect([...(machines.get("m1")?.files.entries.keys() ?? [])].filter((path) => path.endsWith(".key"))).toEqual([]);
  expect(await real.events("run.started")).toEqual([]);
});

test("bootstrap over the admin socket runs every phase on three agents; a second one changes nothing", async () => {
  const first = await real.client.bootstrap(spec, "root", []);
  const finished = await follow(first.run, first.since);
  expect(finished.failure).toBeUndefined();
  expect(finished.outcome).toBe("done");
  const { run } = await real.client.status();
  expect(run).toMatchObject({ run: first.run, state: "done", cluster: "demo", by: "root" });
  expect(run?.steps.total).toBeGreaterThan(60);
  expect(run?.steps.failed).toBe(0);

  // Each host made its own keys; what is in the certificates is the plan's, and one CA signed all of a kind.
  const { pki } = layout.etcd;
  const peers = names.map((name) => new X509Certificate(machines.get(name)?.files.text(`${pki}/peer.crt`) ?? ""));
  expect(peers.map(({ subjectAltName }) => subjectAltName)).toEqual(
    names.map((name) => `DNS:${name}, IP Address:${addressOf(name)}`),
  );
  expect(new Set(peers.map(({ issuer }) => issuer)).size).toBe(1);
  expect(new Set(peers.map(({ publicKey }) => publicKey.export({ type: "spki", format: "pem" }))).size).toBe(3);
  // Three for etcd, and one for the apiserver as a client of etcd.
  expect(await real.events("certificate.issued")).toHaveLength(12);

  const second = await real.client.bootstrap(spec, "root", []);
  expect((await follow(second.run, second.since)).outcome).toBe("done");
  const again = (await real.client.status()).run;
  expect(again).toMatchObject({ run: second.run, state: "done" });
  expect(again?.steps.changed).toBe(0);
});
