import { createPrivateKey, createPublicKey, verify } from "node:crypto";
import { kubeconfigPossessionBytes } from "@quorate/shared/possession";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { FakeSurroundings } from "../../../../test/fakes/fake-surroundings.ts";
import type { KubeconfigWish } from "../engine/grant-kubeconfig.ts";
import { type KubeconfigOrder, kubeconfig } from "./kubeconfig.ts";

const granted = {
  ...{ cluster: "prod", server: "https://10.0.0.100:12567", caPem: "the CA", certificatePem: "the certificate" },
  notAfter: "2026-01-02T12:00:00.000Z",
};

function order(rest: Partial<KubeconfigOrder> = {}): KubeconfigOrder {
  return { output: "/root/prod.kubeconfig", force: false, user: "alice", ttlMs: 86_400_000, ...rest };
}

async function play(wanted: KubeconfigOrder, around = new FakeSurroundings()) {
  const wishes: KubeconfigWish[] = [];
  const grant = async (wish: KubeconfigWish) => {
    wishes.push(wish);
    return granted;
  };
  await kubeconfig(wanted, grant, around);
  return { wish: wishes[0], around };
}

const pem = (data: string): string => Buffer.from(data, "base64").toString();

describe("kubeconfig", () => {
  it("writes a file that kubectl can read, with a key that only the file has", async () => {
    const { wish, around } = await play(order());
    const file = parse(around.written.get("/root/prod.kubeconfig") ?? "");
    expect(file).toMatchObject({ apiVersion: "v1", kind: "Config", "current-context": "alice@prod" });
    expect(file.contexts).toEqual([{ name: "alice@prod", context: { cluster: "prod", user: "alice@prod" } }]);
    const [{ cluster }] = file.clusters;
    expect(cluster.server).toBe("https://10.0.0.100:12567");
    expect(pem(cluster["certificate-authority-data"])).toBe("the CA");
    const [{ user }] = file.users;
    expect(pem(user["client-certificate-data"])).toBe("the certificate");
    const key = createPrivateKey(pem(user["client-key-data"]));
    const publicKey = createPublicKey(key).export({ type: "spki", format: "der" });
    expect(Buffer.from(wish?.publicKey ?? []).equals(publicKey)).toBe(true);
    const signed = kubeconfigPossessionBytes({ user: "alice", publicKey });
    expect(verify("sha256", signed, createPublicKey(key), wish?.signature ?? Buffer.alloc(0))).toBe(true);
    expect(around.stdout.lines).toEqual([
      "wrote /root/prod.kubeconfig: alice on prod, good until 2026-01-02 12:00 UTC",
      "Next: kubectl --kubeconfig /root/prod.kubeconfig get nodes",
    ]);
  });

  it("does not write over a file, and asks for no certificate then", async () => {
    const around = new FakeSurroundings({ files: { "/root/prod.kubeconfig": "precious" } });
    const grant = async () => {
      throw new Error("asked");
    };
    await expect(kubeconfig(order(), grant, around)).rejects.toMatchObject({
      code: "USAGE",
      hint: expect.stringContaining("--force"),
    });
    expect(around.written.size).toBe(0);
  });

  it("replaces a file when told to", async () => {
    const around = new FakeSurroundings({ files: { "/root/prod.kubeconfig": "old" } });
    await play(order({ force: true }), around);
    expect(around.written.get("/root/prod.kubeconfig")).toContain("kind: Config");
  });

  it("goes to standard output and nothing with it, but never onto a terminal", async () => {
    const { output: _file, ...without } = order();
    const { around } = await play(without);
    expect(parse(around.stdout.text)).toMatchObject({ kind: "Config" });
    expect(around.stderr.text).toContain("kubeconfig of alice for prod");
    await expect(play(without, new FakeSurroundings({ terminal: true }))).rejects.toMatchObject({ code: "USAGE" });
  });
});
