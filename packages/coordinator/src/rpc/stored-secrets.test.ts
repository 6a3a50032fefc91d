import { hostId, stepId } from "@quorate/shared/ids";
import type { Step } from "@quorate/shared/plan";
import { Secret } from "@quorate/shared/secret";
import { expect, test } from "vitest";
import { storedSecrets } from "./stored-secrets.ts";

const step: Step = {
  ...{ id: stepId("m1/x"), kind: "agent.self-check", host: hostId("m1"), title: "x", needs: [] },
  ...{ input: { ordinal: 1 }, timeoutMs: 1_000 },
};

test("a step gets the secrets it names and no other, the same ones each time", () => {
  const kept = new Map<string, string>();
  const secrets = storedSecrets({
    get: (name) => (kept.has(name) ? new Secret(kept.get(name) ?? "") : undefined),
    getOrCreate: (name, make) => {
      if (!kept.has(name)) kept.set(name, make());
      return new Secret(kept.get(name) ?? "");
    },
  });
  expect(secrets.of(step)).toEqual({});
  const named = { ...step, secrets: ["vrrp-auth"] };
  const first = secrets.of(named)["vrrp-auth"]?.reveal();
  // keepalived takes 8 characters.
  expect(first).toMatch(/^[0-9a-f]{8}$/);
  expect(secrets.of(named)["vrrp-auth"]?.reveal()).toBe(first);
});
