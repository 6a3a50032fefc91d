import { hostId, runId, stepId } from "@quorate/shared/ids";
import type { Step } from "@quorate/shared/plan";
import { Secret } from "@quorate/shared/secret";
import { expect, test } from "vitest";
import { secretNames } from "../plan/secret-names.ts";
import { forgetRunSecrets, openRunSecrets } from "./run-secrets.ts";

const step: Step = {
  ...{ id: stepId("m1/x"), kind: "agent.self-check", host: hostId("m1"), title: "x", needs: [] },
  ...{ input: { ordinal: 1 }, timeoutMs: 1_000 },
};
const naming = (...secrets: readonly string[]): Step => ({ ...step, secrets });

function openTwice(...runs: readonly [string?, string?]) {
  const kept = new Map<string, string>();
  const store = {
    get: (name: string) => (kept.has(name) ? new Secret(kept.get(name) ?? "") : undefined),
    getOrCreate: (name: string, make: () => string) => {
      if (!kept.has(name)) kept.set(name, make());
      return new Secret(kept.get(name) ?? "");
    },
    remove: (name: string) => void kept.delete(name),
    names: () => [...kept.keys()],
  };
  const authorities = {
    keyOf: async (name: string) => new Secret(`key of ${name}`),
    serviceAccountKey: async () => ({ privatePem: new Secret("key of accounts"), publicPem: "" }),
  };
  const open = (run?: string) => openRunSecrets({ store, authorities }, run === undefined ? undefined : runId(run));
  return { kept, store, runs: Promise.all([open(runs[0]), open(runs[1])]) };
}

type Opened = Awaited<ReturnType<typeof openTwice>["runs"]>[number];
const tokenOf = (secrets: Opened) => secrets.of(naming(secretNames.bootstrapToken))["kubeadm-token"]?.reveal();

test("a step gets the secrets it names and no other", async () => {
  const [secrets] = await openTwice().runs;
  expect(secrets.of(step)).toEqual({});
  const { kubernetesCaKey, frontProxyCaKey, etcdCaKey, serviceAccountKey } = secretNames;
  const keys = secrets.of(naming(kubernetesCaKey, frontProxyCaKey, etcdCaKey, serviceAccountKey));
  expect(Object.fromEntries(Object.entries(keys).map(([name, key]) => [name, key.reveal()]))).toEqual({
    [kubernetesCaKey]: "key of kubernetes",
    [frontProxyCaKey]: "key of kubernetes-front-proxy",
    [etcdCaKey]: "key of kubernetes-etcd",
    [serviceAccountKey]: "key of accounts",
  });
});

test("the VRRP password is the same in every run and fits keepalived", async () => {
  const [one, other] = await openTwice().runs;
  const first = one.of(naming(secretNames.vrrp))[secretNames.vrrp]?.reveal();
  // keepalived takes 8 characters.
  expect(first).toMatch(/^[0-9a-f]{8}$/);
  expect(other.of(naming(secretNames.vrrp))[secretNames.vrrp]?.reveal()).toBe(first);
});

test("the bootstrap token of a look is made for it and stored nowhere", async () => {
  const { kept, runs } = openTwice();
  const [one, other] = await runs;
  expect(tokenOf(one)).toMatch(/^[a-z0-9]{6}\.[a-z0-9]{16}$/);
  expect(tokenOf(one)).toBe(tokenOf(one));
  expect(tokenOf(other)).not.toBe(tokenOf(one));
  expect([...kept.keys()]).toEqual([]);
});

test("the bootstrap token of a run is another one in the next run, and the same when the run goes on", async () => {
  const [one, other] = await openTwice("r-1", "r-2").runs;
  expect(tokenOf(one)).not.toBe(tokenOf(other));
  const [begun, goneOn] = await openTwice("r-1", "r-1").runs;
  expect(tokenOf(begun)).toBe(tokenOf(goneOn));
});

test("what is kept of a run is gone with it, and only that", async () => {
  const { kept, store, runs } = openTwice("r-1", "r-2");
  for (const secrets of await runs) secrets.of(naming(secretNames.vrrp, secretNames.bootstrapToken));
  forgetRunSecrets(store, runId("r-2"));
  expect([...kept.keys()].toSorted()).toEqual(["kubeadm-token-r-2", secretNames.vrrp]);
  forgetRunSecrets(store);
  expect([...kept.keys()]).toEqual([secretNames.vrrp]);
});

test("a name that is no secret is a bug, and said so", async () => {
  const [secrets] = await openTwice().runs;
  expect(() => secrets.of(naming("vrrp-autt"))).toThrow('a step names the secret "vrrp-autt"');
});
