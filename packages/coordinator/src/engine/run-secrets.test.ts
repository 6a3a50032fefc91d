import { hostId, stepId } from "@quorate/shared/ids";
import type { Step } from "@quorate/shared/plan";
import { Secret } from "@quorate/shared/secret";
import { expect, test } from "vitest";
import { secretNames } from "../plan/secret-names.ts";
import { openRunSecrets } from "./run-secrets.ts";

const step: Step = {
  ...{ id: stepId("m1/x"), kind: "agent.self-check", host: hostId("m1"), title: "x", needs: [] },
  ...{ input: { ordinal: 1 }, timeoutMs: 1_000 },
};
const naming = (...secrets: readonly string[]): Step => ({ ...step, secrets });

function openTwice() {
  const kept = new Map<string, string>();
  const store = {
    get: (name: string) => (kept.has(name) ? new Secret(kept.get(name) ?? "") : undefined),
    getOrCreate: (name: string, make: () => string) => {
      if (!kept.has(name)) kept.set(name, make());
      return new Secret(kept.get(name) ?? "");
    },
  };
  const authorities = {
    keyOf: async (name: string) => new Secret(`key of ${name}`),
    serviceAccountKey: async () => ({ privatePem: new Secret("key of accounts"), publicPem: "" }),
  };
  return { kept, runs: Promise.all([openRunSecrets({ store, authorities }), openRunSecrets({ store, authorities })]) };
}

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

test("the bootstrap token is one in a run, another one in the next, and is stored nowhere", async () => {
  const { kept, runs } = openTwice();
  const [one, other] = await runs;
  const tokenOf = (secrets: typeof one) => secrets.of(naming(secretNames.bootstrapToken))["kubeadm-token"]?.reveal();
  expect(tokenOf(one)).toMatch(/^[a-z0-9]{6}\.[a-z0-9]{16}$/);
  expect(tokenOf(one)).toBe(tokenOf(one));
  expect(tokenOf(other)).not.toBe(tokenOf(one));
  expect([...kept.keys()]).toEqual([]);
});

test("a name that is no secret is a bug, and said so", async () => {
  const [secrets] = await openTwice().runs;
  expect(() => secrets.of(naming("vrrp-autt"))).toThrow('a step names the secret "vrrp-autt"');
});
