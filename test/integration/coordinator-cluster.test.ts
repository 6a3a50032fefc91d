import { execFileSync } from "node:child_process";
import { createPrivateKey, generateKeyPairSync, sign, X509Certificate } from "node:crypto";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { systemClock } from "@quorate/shared/clock";
import { kubeconfigPossessionBytes } from "@quorate/shared/possession";
import { afterEach, beforeEach, expect, test } from "vitest";
import { secretNames } from "../../packages/coordinator/src/plan/secret-names.ts";
import { grantWithoutCoordinator } from "../../packages/coordinator/src/rpc/offline-kubeconfig.ts";
import { PretendCluster } from "./pretend-cluster.ts";

let cluster: PretendCluster;
beforeEach(async () => {
  cluster = await PretendCluster.start();
});
afterEach(() => cluster.remove());

function kubeconfigWish(user: string) {
  const pair = generateKeyPairSync("rsa", { modulusLength: 2_048 });
  const publicKey = pair.publicKey.export({ type: "spki", format: "der" });
  const signature = sign("sha256", kubeconfigPossessionBytes({ user, publicKey }), pair.privateKey);
  return { wish: { user, publicKey, signature, ttlMs: 3_600_000, by: "root" }, key: pair.privateKey };
}

/** What the status says of Kubernetes on each host, once it has asked after the run. */
async function settledStatus(): Promise<readonly (string | undefined)[]> {
  const limit = performance.now() + 60_000;
  for (;;) {
    const { hosts } = await cluster.real.client.status();
    const words = hosts.map(({ kubernetes }) => kubernetes);
    if (words.every((word) => word !== "none") || performance.now() > limit) return words;
  }
}

/** Every file below a directory, as it is now. */
function filesBelow(directory: string): readonly (readonly [path: string, content: Buffer])[] {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => [join(entry.parentPath, entry.name), readFileSync(join(entry.parentPath, entry.name))] as const);
}

const { bootstrapToken, kubernetesCaKey, frontProxyCaKey, serviceAccountKey } = secretNames;

test("workers are surveyed and join too; the keys go to control-plane hosts and to nobody else", async () => {
  expect(await cluster.bootstrap()).toMatchObject({ outcome: "done" });
  const joined = cluster.deeds.filter(({ kind }) => kind === "kubeadm.init" || kind === "kubeadm.join");
  expect(joined.map(({ host }) => host).sort()).toEqual(["m1", "m2", "m3", "w11"]);
  const keyed = cluster.deeds.filter(({ kind }) => kind === "kubernetes.pki");
  expect(keyed.map(({ host }) => host).sort()).toEqual(["m1", "m2", "m3"]);
  for (const name of [kubernetesCaKey, frontProxyCaKey, serviceAccountKey]) {
    const [key, ...others] = cluster.handed(name);
    expect(others).toEqual([]);
    expect(createPrivateKey(key ?? "").asymmetricKeyType).toBe("rsa");
  }
  expect(await settledStatus()).toEqual(["control-plane", "control-plane", "control-plane", "worker"]);
});

test("fault 69: the bootstrap token is another one in each run, and neither it nor any key is written where events are", async () => {
  await cluster.bootstrap();
  const { client } = cluster.real;
  const wish = { etcdData: "destroy", confirm: "demo" } as const;
  expect(await cluster.follow(await client.reset(cluster.spec, "root", wish))).toMatchObject({ outcome: "done" });
  expect(await cluster.bootstrap()).toMatchObject({ outcome: "done" });
  const tokens = cluster.handed(bootstrapToken);
  expect(tokens).toHaveLength(2);
  for (const token of tokens) expect(token).toMatch(/^[a-z0-9]{6}\.[a-z0-9]{16}$/);

  await cluster.real.stop();
  const keys = [kubernetesCaKey, frontProxyCaKey, serviceAccountKey].flatMap((name) => cluster.handed(name));
  // The middle of a key: whatever form it would be written in, a line of it would be there.
  const canaries = [
    ...tokens,
    ...tokens.map((token) => token.slice(7)),
    ...keys.map((key) => key.split("\n")[12] ?? ""),
  ];
  const { stateDir } = cluster.real;
  const places = [stateDir, ...[...cluster.agents.values()].map(({ directory }) => directory)];
  const written = places.flatMap(filesBelow).filter(([path]) => !path.startsWith(join(stateDir, "ca/")));
  expect(written.length).toBeGreaterThan(10);
  expect(written.some(([path]) => path === join(stateDir, "events.sqlite"))).toBe(true);
  for (const [path, content] of written) {
    expect(canaries.filter((canary) => content.includes(canary)).map((canary) => [path, canary])).toEqual([]);
  }
});

test("a run up to the control plane takes its token back; the next one joins the workers with another", async () => {
  expect(await cluster.bootstrap("control-plane")).toMatchObject({ outcome: "done" });
  const [first] = await cluster.real.events("run.started");
  expect(first?.plan.until).toBe("control-plane");
  expect(first?.plan.phases.at(-1)?.steps.at(-1)?.kind).toBe("kubeadm.token-revoke");
  expect(cluster.handed(bootstrapToken)).toHaveLength(1);
  expect(cluster.deeds.map(({ host }) => host)).not.toContain("w11");

  expect(await cluster.bootstrap()).toMatchObject({ outcome: "done" });
  expect(cluster.deeds.at(-1)).toMatchObject({ host: "w11", kind: "kubeadm.join" });
  expect(cluster.handed(bootstrapToken)).toHaveLength(2);
});

test("a plan with probes asks workers too, and changes nothing", async () => {
  const { plan, probes } = await cluster.real.client.plan(cluster.spec, true);
  expect(plan.hosts).toEqual(cluster.names);
  expect(probes.filter(({ failure }) => failure)).toEqual([]);
  expect(cluster.deeds).toEqual([]);
});

test("a reset is shown as a plan, refused without the cluster's name, and takes the workers first", async () => {
  await cluster.bootstrap();
  const { client } = cluster.real;
  const { plan } = await client.plan(cluster.spec, false, { etcdData: "keep" });
  expect(plan.purpose).toBe("reset");
  await expect(client.reset(cluster.spec, "root", { etcdData: "keep", confirm: "prod" })).rejects.toMatchObject({
    code: "RESET_REFUSED",
  });
  expect(await cluster.real.events("run.started")).toHaveLength(1);

  const wish = { etcdData: "keep", confirm: "demo" } as const;
  const { promise, resolve } = Promise.withResolvers<void>();
  cluster.gate = promise;
  const started = await client.reset(cluster.spec, "root", wish);
  expect(await client.reset(cluster.spec, "root", wish)).toEqual(started);
  const message = new RegExp(
    `^run ${started.run} is in progress: the reset of demo that root began at 20.*, \\d+s ago$`,
  );
  const under = { code: "RUN_IN_PROGRESS", message: expect.stringMatching(message) };
  await expect(client.bootstrap(cluster.spec, "root", [])).rejects.toMatchObject(under);
  await expect(client.reset(cluster.spec, "root", { ...wish, etcdData: "destroy" })).rejects.toMatchObject(under);
  resolve();
  expect(await cluster.follow(started)).toMatchObject({ outcome: "done" });
  const resets = cluster.deeds.filter(({ kind }) => kind === "kubeadm.reset").map(({ host }) => host);
  expect(resets[0]).toBe("w11");
  expect([...resets].sort()).toEqual(cluster.names);
  expect(cluster.deeds.some(({ kind }) => kind === "etcd.destroy")).toBe(false);
  expect((await client.status()).run).toMatchObject({ purpose: "reset", state: "done" });
});

test("a kubeconfig is to be had once a cluster stands, with or without a coordinator, and verifies against the cluster's CA", async () => {
  const { client, stateDir } = cluster.real;
  const { wish, key } = kubeconfigWish("alice");
  await expect(client.kubeconfig(wish)).rejects.toMatchObject({
    code: "NOT_FOUND",
    hint: expect.stringContaining("coordinator bootstrap"),
  });
  await cluster.bootstrap();
  const granted = await client.kubeconfig(wish);
  expect(granted).toMatchObject({ cluster: "demo", server: "https://10.0.0.100:8443" });
  const leaf = new X509Certificate(granted.certificatePem);
  expect(leaf.checkPrivateKey(key)).toBe(true);
  const [ca, crt] = [join(stateDir, "ca.pem"), join(stateDir, "leaf.pem")];
  writeFileSync(ca, granted.caPem);
  writeFileSync(crt, granted.certificatePem);
  const verify = ["verify", "-x509_strict", "-purpose", "sslclient", "-CAfile", ca, crt];
  expect(execFileSync("openssl", verify, { encoding: "utf8" })).toBe(`${crt}: OK\n`);
  const [issued] = await cluster.real.events("kubeconfig.issued");
  expect(issued).toMatchObject({ user: "alice", by: "root", notAfter: granted.notAfter });

  await cluster.real.stop();
  const offline = await grantWithoutCoordinator(stateDir, kubeconfigWish("bob").wish, systemClock, undefined);
  expect(offline?.caPem).toBe(granted.caPem);
  await cluster.real.startAgain();
  const users = (await cluster.real.events("kubeconfig.issued")).map(({ user }) => user);
  expect(users).toEqual(["alice", "bob"]);
});
