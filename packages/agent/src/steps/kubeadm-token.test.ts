import { describe, expect, it } from "vitest";
import { command, exited, type FakeCommand, fakeHost, succeeded } from "../../../../test/fakes/fake-host.ts";
import { fakeStepContext } from "../../../../test/fakes/fake-step-context.ts";
import { InstantClock } from "../../../../test/fakes/instant-clock.ts";
import { kubeadmToken } from "./kubeadm-token.ts";
import { kubeadmTokenRevoke } from "./kubeadm-token-revoke.ts";

const token = "abcdef.canary0123456789";
const kubeconfig = "/etc/kubernetes/admin.conf";
const input = { tokenSecret: "kubeadm-token", ttlSeconds: 3600, kubeconfig };
const startMs = 1_700_000_000_000;

/** An apiserver with one Secret and the ConfigMap that the bootstrap signer signs a moment later. */
class FakeTokens {
  secret: Record<string, string> | undefined;
  readonly inputs: string[] = [];
  #asksLeft: number;

  constructor(asksUntilSigned: number) {
    this.#asksLeft = asksUntilSigned;
  }

  readonly command: FakeCommand = (argv, { input: text = "" }) => {
    if (argv[0] !== "kubectl") return undefined;
    const [verb, kind] = argv.slice(1).filter((word) => !word.startsWith("-"));
    if (verb === "create" || verb === "replace") return this.#write(verb, text);
    if (verb === "delete") this.secret = undefined;
    return succeeded(kind === "secret" ? this.#secretText() : this.#clusterInfo());
  };

  #write(verb: "create" | "replace", text: string) {
    this.inputs.push(text);
    if ((verb === "create") === (this.secret !== undefined)) return exited(1, "AlreadyExists or NotFound");
    const data: Record<string, string> = JSON.parse(text).stringData;
    this.secret = Object.fromEntries(Object.entries(data).map(([name, value]) => [name, btoa(value)]));
    return succeeded("ok");
  }

  #secretText(): string {
    return this.secret === undefined ? "" : JSON.stringify({ data: this.secret });
  }

  #clusterInfo(): string {
    const signed = this.#asksLeft <= 0 ? { "jws-kubeconfig-abcdef": "sig" } : {};
    this.#asksLeft -= 1;
    return JSON.stringify({ data: { kubeconfig: "x", ...signed } });
  }
}

function setUp(options: { readonly asksUntilSigned?: number } = {}) {
  const tokens = new FakeTokens(options.asksUntilSigned ?? 0);
  const clock = new InstantClock(undefined, startMs);
  const host = fakeHost({ commands: [tokens.command] });
  const ctx = fakeStepContext(host, { secrets: { "kubeadm-token": token }, clock });
  const setExpiration = (at: string): void => {
    tokens.secret = { ...tokens.secret, expiration: btoa(at) };
  };
  return { host, ctx, clock, inputs: tokens.inputs, setExpiration };
}

describe("kubeadm.token", () => {
  it("makes the token known with its life, and finds nothing to do the second time", async () => {
    const { ctx, inputs } = setUp();
    expect(await kubeadmToken.probe(input, ctx)).toMatchObject([{ what: "bootstrap-token-abcdef", have: "absent" }]);
    await kubeadmToken.apply(input, ctx);
    expect(await kubeadmToken.probe(input, ctx)).toEqual([]);
    expect(JSON.parse(inputs[0] ?? "")).toMatchObject({
      type: "bootstrap.kubernetes.io/token",
      metadata: { name: "bootstrap-token-abcdef", namespace: "kube-system" },
      stringData: {
        "token-id": "abcdef",
        "token-secret": "canary0123456789",
        "usage-bootstrap-authentication": "true",
        "usage-bootstrap-signing": "true",
        "auth-extra-groups": "system:bootstrappers:kubeadm:default-node-token",
        expiration: new Date(startMs + 3_600_000).toISOString().replace(".000", ""),
      },
    });
  });

  it("keeps the secret out of arguments, drift and output", async () => {
    const { host, ctx } = setUp();
    const drift = await kubeadmToken.probe(input, ctx);
    await kubeadmToken.apply(input, ctx);
    const shown = JSON.stringify([host.executed, drift, ctx.lines, ctx.marks]);
    expect(shown).not.toContain("canary");
    expect(shown).not.toContain(btoa("canary0123456789"));
  });

  it("fault 45: renews a token that is about to expire", async () => {
    const { ctx, setExpiration } = setUp();
    await kubeadmToken.apply(input, ctx);
    setExpiration(new Date(startMs + 200_000).toISOString());
    expect(await kubeadmToken.probe(input, ctx)).toMatchObject([{ have: "expired, or about to" }]);
    await kubeadmToken.apply(input, ctx);
    expect(await kubeadmToken.probe(input, ctx)).toEqual([]);
  });

  it("is content with half of a short life", async () => {
    const { ctx, setExpiration } = setUp();
    await kubeadmToken.apply(input, ctx);
    setExpiration(new Date(startMs + 200_000).toISOString());
    expect(await kubeadmToken.probe({ ...input, ttlSeconds: 300 }, ctx)).toEqual([]);
  });

  it("waits until the cluster signs for it, and says so when it never does", async () => {
    const soon = setUp({ asksUntilSigned: 3 });
    await kubeadmToken.apply(input, soon.ctx);
    expect(soon.clock.wallMs()).toBe(startMs + 3 * 200);
    const never = setUp({ asksUntilSigned: 100_000 });
    await expect(kubeadmToken.apply(input, never.ctx)).rejects.toMatchObject({ code: "KUBERNETES_NOT_READY" });
  });

  it("shows what kubectl says of a cluster that does not answer, without secrets", async () => {
    const said = `The connection to the server 10.0.0.33:6443 was refused ${token}`;
    const host = fakeHost({ commands: [command(["kubectl"], exited(1, said))] });
    const ctx = fakeStepContext(host, { secrets: { "kubeadm-token": token } });
    await expect(kubeadmToken.probe(input, ctx)).rejects.toMatchObject({
      code: "KUBERNETES_NOT_READY",
      evidence: ["The connection to the server 10.0.0.33:6443 was refused [redacted]"],
    });
  });
});

describe("kubeadm.token-revoke", () => {
  it("deletes the token, and finds nothing to do the second time", async () => {
    const { ctx } = setUp();
    await kubeadmToken.apply(input, ctx);
    expect(await kubeadmTokenRevoke.probe(input, ctx)).toHaveLength(1);
    await kubeadmTokenRevoke.apply(input, ctx);
    expect(await kubeadmTokenRevoke.probe(input, ctx)).toEqual([]);
  });
});
