import { describe, expect, it } from "vitest";
import { FakeApiserver } from "../../../../test/fakes/fake-apiserver.ts";
import { fakeHost } from "../../../../test/fakes/fake-host.ts";
import { fakeStepContext } from "../../../../test/fakes/fake-step-context.ts";
import { InstantClock } from "../../../../test/fakes/instant-clock.ts";
import { kubernetesManifests } from "./kubernetes-manifests.ts";

const kubeconfig = "/etc/kubernetes/admin.conf";
const namespace = { apiVersion: "v1", kind: "Namespace", metadata: { name: "net" } };
const settings = {
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: { name: "cfg", namespace: "net" },
  data: { a: "}\n1" },
};
const account = { apiVersion: "v1", kind: "ServiceAccount", metadata: { name: "sa", namespace: "kube-system" } };
const daemons = {
  apiVersion: "apps/v1",
  kind: "DaemonSet",
  metadata: { name: "net", namespace: "net" },
  spec: { selector: { matchLabels: { app: "net" } } },
};
const definition = {
  apiVersion: "apiextensions.k8s.io/v1",
  kind: "CustomResourceDefinition",
  metadata: { name: "foos.example.com" },
  spec: { group: "example.com", names: { kind: "Foo" } },
};
const foo = { apiVersion: "example.com/v1", kind: "Foo", metadata: { name: "f" } };

const manifest = (...objects: readonly object[]) =>
  objects.map((object) => `${JSON.stringify(object)}\n`).join("---\n");

function world(server = new FakeApiserver(), onSleep: (nowMs: number) => void = () => undefined) {
  const clock = new InstantClock(onSleep, 0);
  const host = fakeHost({ files: { [kubeconfig]: "kind: Config\n" }, commands: [server.kubectl] });
  return { server, ctx: fakeStepContext(host, { clock }), host, clock };
}

const inputOf = (text: string, rolloutMs = 0) => ({ name: "net", kubeconfig, text, rolloutMs });

describe("kubernetes.manifests", () => {
  it("applies what is not there, and then finds nothing to do", async () => {
    const { ctx, server } = world();
    const input = inputOf(manifest(namespace, settings, account));
    expect(await kubernetesManifests.probe(input, ctx)).toEqual([
      { what: "Namespace net", have: "absent", want: "applied" },
      { what: "ConfigMap net/cfg", have: "absent", want: "applied" },
      { what: "v1.ServiceAccount.kube-system.sa", have: "differs", want: "as in the manifest" },
    ]);
    await kubernetesManifests.apply(input, ctx);
    expect(server.names()).toEqual(["Namespace net", "ConfigMap cfg", "ServiceAccount sa"]);
    expect(await kubernetesManifests.probe(input, ctx)).toEqual([]);
  });

  it("names a changed object, and shows nothing of its contents", async () => {
    const { ctx } = world();
    const secret = (value: string) => ({
      ...account,
      kind: "Secret",
      metadata: { name: "s", namespace: "kube-system" },
      data: { value },
    });
    await kubernetesManifests.apply(inputOf(manifest(secret("b25l"))), ctx);
    const drift = await kubernetesManifests.probe(inputOf(manifest(secret("dHdv"))), ctx);
    expect(drift).toEqual([{ what: "v1.Secret.kube-system.s", have: "differs", want: "as in the manifest" }]);
  });

  it("lets the server judge all that it can before anything is stored", async () => {
    const server = new FakeApiserver({
      refuses: { sa: 'The ServiceAccount "sa" is invalid: metadata.name: Invalid value' },
    });
    const { ctx } = world(server);
    await expect(kubernetesManifests.apply(inputOf(manifest(namespace, settings, account)), ctx)).rejects.toMatchObject(
      {
        code: "MANIFEST_REFUSED",
        message:
          'the apiserver refuses ServiceAccount kube-system/sa of manifest "net": The ServiceAccount "sa" is invalid: metadata.name: Invalid value',
        hint: expect.stringContaining("nothing of the manifest was applied"),
      },
    );
    expect(server.names()).toEqual([]);
  });

  it("makes namespaces and definitions first, and says so when what needs them is refused", async () => {
    const server = new FakeApiserver({ refuses: { cfg: "ConfigMap in version v1 cannot be handled" } });
    const { ctx } = world(server);
    await expect(
      kubernetesManifests.apply(inputOf(manifest(foo, settings, definition, namespace)), ctx),
    ).rejects.toMatchObject({
      code: "MANIFEST_REFUSED",
      message: expect.stringContaining("refuses ConfigMap net/cfg"),
      hint: expect.stringContaining("Namespace net, CustomResourceDefinition foos.example.com"),
    });
    expect(server.names()).toEqual(["Namespace net", "CustomResourceDefinition foos.example.com"]);
  });

  it("does not call it a refusal when no apiserver answers", async () => {
    const { ctx, server } = world();
    const input = inputOf(manifest(account));
    server.down = true;
    await expect(kubernetesManifests.probe(input, ctx)).rejects.toMatchObject({ code: "KUBERNETES_NOT_READY" });
    await expect(kubernetesManifests.apply(input, ctx)).rejects.toMatchObject({ code: "KUBERNETES_NOT_READY" });
  });

  it.each([
    ["1.17", ["apply", "--server-dry-run", "--filename=-"]],
    ["1.20", ["apply", "--dry-run=server", "--filename=-"]],
    [
      "1.22",
      ["apply", "--dry-run=server", "--server-side", "--force-conflicts", "--field-manager=quorate", "--filename=-"],
    ],
  ])("speaks to %s as that version understands it", async (version, words) => {
    const { ctx, host } = world(new FakeApiserver({ version }));
    await kubernetesManifests.apply(inputOf(manifest(account)), ctx);
    expect(host.executed.map((argv) => argv.slice(3))).toContainEqual(words);
  });

  it("shows nothing of a Secret without a name", async () => {
    const { ctx } = world();
    const text = manifest({ apiVersion: "v1", data: { password: "canary" }, kind: "Secret", metadata: {} });
    const error: unknown = await kubernetesManifests.probe(inputOf(text), ctx).catch((thrown: unknown) => thrown);
    const { message, evidence, cause } = Object(error);
    expect(message).toContain("an object of the kind Secret lacks metadata.name");
    expect(JSON.stringify([message, evidence, String(cause)])).not.toContain("canary");
  });

  it.each([
    ["is no YAML", "a: b\n  c: [\n", "mapping values are not allowed"],
    ["holds no object", "# nothing\n", "it holds no object"],
    [
      "holds an object without a name",
      manifest({ apiVersion: "v1", kind: "ConfigMap", metadata: {} }),
      "lacks metadata.name",
    ],
  ])("refuses a text that %s", async (_which, text, why) => {
    const { ctx } = world();
    await expect(kubernetesManifests.probe(inputOf(text), ctx)).rejects.toMatchObject({
      code: "MANIFEST_REFUSED",
      message: expect.stringContaining(why),
    });
  });

  it("reads a long manifest in pieces, since of kubectl's output only so much is kept", async () => {
    const many = Array.from({ length: 40 }, (_none, at) => ({
      ...{ apiVersion: "v1", kind: "ConfigMap", metadata: { name: `cm${at}`, namespace: "kube-system" } },
      data: { text: "x".repeat(8_000) },
    }));
    const { ctx, server, host } = world();
    await kubernetesManifests.apply(inputOf(manifest(...many)), ctx);
    expect(server.names()).toHaveLength(40);
    expect(host.executed.filter((argv) => argv.includes("--local")).length).toBeGreaterThan(2);
  });

  it("tells a plan that there is no cluster yet", async () => {
    const ctx = fakeStepContext(fakeHost());
    expect(await kubernetesManifests.probe(inputOf(manifest(account)), ctx)).toEqual([
      { what: 'manifest "net"', have: "absent", want: "applied" },
    ]);
  });
});

describe("the rollout of a manifest", () => {
  const text = manifest(namespace, daemons);

  it("is waited for, and is drift until it is done", async () => {
    const server = new FakeApiserver({ pods: 3 });
    const { ctx, clock } = world(server, (now) => {
      if (now > 5_000) server.available = 3;
    });
    await kubernetesManifests.apply(inputOf(text), ctx);
    expect(await kubernetesManifests.probe(inputOf(text), ctx)).toEqual([]);
    expect(await kubernetesManifests.probe(inputOf(text, 60_000), ctx)).toEqual([
      { what: "rollout of DaemonSet net/net", have: "0 of 3 pods available", want: "done" },
    ]);
    await kubernetesManifests.apply(inputOf(text, 60_000), ctx);
    expect(clock.wallMs()).toBeGreaterThan(5_000);
    expect(await kubernetesManifests.probe(inputOf(text, 60_000), ctx)).toEqual([]);
  });

  it("that does not end fails with the pod's reason, the image and the last warnings", async () => {
    const server = new FakeApiserver({
      pods: 1,
      waiting: { reason: "ImagePullBackOff", message: 'Back-off pulling image "net:9"' },
    });
    const { ctx } = world(server);
    await expect(kubernetesManifests.apply(inputOf(text, 10_000), ctx)).rejects.toMatchObject({
      code: "KUBERNETES_NOT_READY",
      message:
        'DaemonSet net/net is not rolled out after 10 s: 0 of 1 pods available; pod net-1 on m1: ImagePullBackOff (container net, image net:9: Back-off pulling image "net:9")',
      hint: expect.stringContaining("make the image available"),
      evidence: expect.arrayContaining(["  Failed: Error: ImagePullBackOff"]),
    });
  });
});
