import { generateKeyPairSync, sign, X509Certificate } from "node:crypto";
import type { ClusterEvent, EventRecord } from "@quorate/shared/events";
import { runId } from "@quorate/shared/ids";
import type { Plan } from "@quorate/shared/plan";
import { kubeconfigPossessionBytes } from "@quorate/shared/possession";
import { describe, expect, it } from "vitest";
import { foldEvents } from "../journal/cluster-state.ts";
import { CertificateAuthority, signAuthority } from "../pki/certificate-authority.ts";
import { administrators, grantKubeconfig, type KubeconfigWish } from "./grant-kubeconfig.ts";

const ca = generateKeyPairSync("rsa", { modulusLength: 2_048 });
const authority = new CertificateAuthority({
  ...{ name: "kubernetes", certificatePem: signAuthority("kubernetes", ca.privateKey), key: ca.privateKey },
});
const pair = generateKeyPairSync("rsa", { modulusLength: 2_048 });
const publicKey = pair.publicKey.export({ type: "spki", format: "der" });

function wishFor(user: string, rest: Partial<KubeconfigWish> = {}): KubeconfigWish {
  const signature = sign("sha256", kubeconfigPossessionBytes({ user, publicKey }), pair.privateKey);
  return { user, publicKey, signature, ttlMs: 86_400_000, by: "root", ...rest };
}

const emptyPlan: Plan = {
  ...{ hash: "h", cluster: "demo", specHash: "s", hosts: [], phases: [], barriers: [], assertions: [] },
};
const kubernetes = { server: "https://10.0.0.100:12567", version: "1.20.2" };
let number = 0;

function aRun(outcome: "done" | "failed" | "running", plan: Plan = emptyPlan): readonly ClusterEvent[] {
  number += 1;
  const run = runId(`r-${number}`);
  const asked = plan.purpose === "reset" ? {} : { kubernetes };
  return [
    { type: "run.started", run, plan, by: "root", ignoredChecks: [], ...asked },
    ...(outcome === "running" ? [] : [{ type: "run.finished", run, outcome, durationMs: 1 } as const]),
  ];
}
const reset: Plan = { ...emptyPlan, purpose: "reset" };

function ask(wish: KubeconfigWish, events: readonly ClusterEvent[] = aRun("done")) {
  const records = events.map((event, index): EventRecord => ({ seq: index + 1, at: new Date(0).toISOString(), event }));
  const recorded: ClusterEvent[] = [];
  const append = async (...more: readonly ClusterEvent[]) => {
    recorded.push(...more);
    return [];
  };
  const ports = { state: () => foldEvents(records), authorities: { get: async () => authority }, log: { append } };
  return { granted: grantKubeconfig(wish, ports), recorded };
}

describe("a kubeconfig", () => {
  it("holds a client certificate for the caller's key, of the cluster's CA, for as long as was asked", async () => {
    const { granted, recorded } = ask(wishFor("alice", { ttlMs: 8 * 3_600_000 }));
    const { cluster, server, caPem, certificatePem, notAfter } = await granted;
    expect({ cluster, server }).toEqual({ cluster: "demo", server: "https://10.0.0.100:12567" });
    const leaf = new X509Certificate(certificatePem);
    expect(leaf.verify(new X509Certificate(caPem).publicKey)).toBe(true);
    expect(leaf.checkPrivateKey(pair.privateKey)).toBe(true);
    expect(leaf.subject).toBe("O=system:masters\nCN=alice");
    expect(leaf.keyUsage).toEqual(["1.3.6.1.5.5.7.3.2"]);
    expect(leaf.subjectAltName).toBeUndefined();
    expect((leaf.validToDate.getTime() - Date.now()) / 3_600_000).toBeCloseTo(8, 1);
    expect(recorded).toEqual([
      {
        ...{ type: "kubeconfig.issued", user: "alice", organization: "system:masters", by: "root", notAfter },
        serial: leaf.serialNumber.toLowerCase(),
      },
    ]);
  });

  it("is of the group that the version's kubeadm binds to cluster-admin", () => {
    expect(["1.15.1", "1.28.15"].map(administrators)).toEqual(["system:masters", "system:masters"]);
    expect(["1.29.0", "1.37.1"].map(administrators)).toEqual(["kubeadm:cluster-admins", "kubeadm:cluster-admins"]);
  });

  it("is refused to who does not hold the key", async () => {
    const { signature } = wishFor("bob");
    await expect(ask(wishFor("alice", { signature })).granted).rejects.toMatchObject({ code: "CERTIFICATE_REFUSED" });
  });

  it.each(["system:admin", "", "a b", "a\nb", "x".repeat(65)])("is refused to a user called %j", async (user) => {
    const wish = { ...wishFor("alice"), user };
    await expect(ask(wish).granted).rejects.toMatchObject({ code: "USAGE", hint: expect.stringContaining("--user") });
  });

  it.each([0, 59_999, 366 * 86_400_000, Number.NaN])("is refused for %d ms", async (ttlMs) => {
    await expect(ask(wishFor("alice", { ttlMs })).granted).rejects.toMatchObject({ code: "USAGE" });
  });
});

describe("the cluster that a kubeconfig is for", () => {
  it.each([
    ["no run at all", []],
    ["a bootstrap that failed", aRun("failed")],
    ["a bootstrap under way", aRun("running")],
    ["a reset since", [...aRun("done"), ...aRun("done", reset)]],
    ["a reset that was begun since", [...aRun("done"), ...aRun("failed", reset)]],
  ])("is not there after %s, and the way to it is named", async (_what, events) => {
    const { granted, recorded } = ask(wishFor("alice"), events);
    await expect(granted).rejects.toMatchObject({
      code: "NOT_FOUND",
      hint: expect.stringContaining("coordinator bootstrap -f cluster.yaml"),
    });
    expect(recorded).toEqual([]);
  });

  it("is still there when a later bootstrap failed, and again after a reset and another bootstrap", async () => {
    await expect(ask(wishFor("alice"), [...aRun("done"), ...aRun("failed")]).granted).resolves.toBeDefined();
    const events = [...aRun("done"), ...aRun("done", reset), ...aRun("done")];
    await expect(ask(wishFor("alice"), events).granted).resolves.toBeDefined();
  });
});
