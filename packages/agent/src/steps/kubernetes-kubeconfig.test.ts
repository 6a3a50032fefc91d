import { describe, expect, it } from "vitest";
import type { FakeEntry } from "../../../../test/fakes/fake-files.ts";
import { fakeHost } from "../../../../test/fakes/fake-host.ts";
import { fakeStepContext } from "../../../../test/fakes/fake-step-context.ts";
import { kubernetesKubeconfig } from "./kubernetes-kubeconfig.ts";

const source = "/etc/kubernetes/admin.conf";
const accounts = {
  "/etc/passwd":
    "root:x:0:0:root:/root:/bin/bash\nops:x:1000:1000::/home/ops:/bin/bash\nnobody:x:65534:65534::/nonexistent:/bin/false\n",
  "/etc/group": "root:x:0:\nops:x:1000:\n",
};

/** As kubeadm 1.20 writes admin.conf. */
function adminConf({ ca = "Q0E=", cert = "Q0VSVA==", context = "kubernetes-admin@kubernetes" } = {}): string {
  return `apiVersion: v1
clusters:
- cluster:
    certificate-authority-data: ${ca}
    server: https://192.168.1.33:12567
  name: kubernetes
contexts:
- context:
    cluster: kubernetes
    user: kubernetes-admin
  name: kubernetes-admin@kubernetes
current-context: ${context}
kind: Config
preferences: {}
users:
- name: kubernetes-admin
  user:
    client-certificate-data: ${cert}
    client-key-data: S0VZ
`;
}

function world(files: Record<string, string | FakeEntry> = {}) {
  const homes = {
    "/root": { kind: "directory", mode: 0o700, owner: "root" },
    "/home/ops": { kind: "directory", mode: 0o755, owner: "ops" },
  } as const;
  const host = fakeHost({ files: { ...accounts, ...homes, [source]: adminConf(), ...files } });
  return { host, ctx: fakeStepContext(host) };
}

const input = { source, users: ["root", "ops"] };

describe("kubernetes.kubeconfig", () => {
  it("gives every user a copy that nobody else can read, and then finds nothing to do", async () => {
    const { host, ctx } = world();
    expect(await kubernetesKubeconfig.probe(input, ctx)).toEqual([
      { what: "/root/.kube/config", have: "absent", want: "present" },
      { what: "/home/ops/.kube/config", have: "absent", want: "present" },
    ]);
    await kubernetesKubeconfig.apply(input, ctx);
    expect(await kubernetesKubeconfig.probe(input, ctx)).toEqual([]);
    expect(await host.files.status("/home/ops/.kube/config")).toMatchObject({ mode: 0o600, uid: 1000, gid: 1000 });
    expect(await host.files.status("/home/ops/.kube")).toMatchObject({ mode: 0o700, uid: 1000 });
    expect(host.files.text("/root/.kube/config")).toBe(adminConf());
  });

  it.each([
    ["of another cluster", adminConf({ ca: "T1RIRVI=" })],
    ["in which the user chose another context", adminConf({ context: "mine" })],
    ["that is no kubeconfig at all", "hello\n"],
  ])("keeps a file %s under another name, and shows nothing of it", async (_which, text) => {
    const { host, ctx } = world({
      "/home/ops/.kube/config": text,
      "/home/ops/.kube/config.before-quorate-1": "older\n",
    });
    const drift = await kubernetesKubeconfig.probe(input, ctx);
    expect(drift).toContainEqual({ what: "/home/ops/.kube/config", have: "other contents", want: "this cluster's" });
    await kubernetesKubeconfig.apply(input, ctx);
    expect(host.files.text("/home/ops/.kube/config.before-quorate-1")).toBe("older\n");
    expect(host.files.text("/home/ops/.kube/config.before-quorate-2")).toBe(text);
    expect(host.files.text("/home/ops/.kube/config")).toBe(adminConf());
    expect(ctx.lines).toEqual([
      "/home/ops/.kube/config was another one: it is kept as /home/ops/.kube/config.before-quorate-2",
    ]);
  });

  it("replaces its own older copy, whose certificate was renewed since", async () => {
    const { host, ctx } = world({ "/home/ops/.kube/config": adminConf({ cert: "T0xE" }) });
    await kubernetesKubeconfig.apply(input, ctx);
    expect(host.files.text("/home/ops/.kube/config")).toBe(adminConf());
    expect(await host.files.list("/home/ops/.kube")).toEqual(["config"]);
  });

  it("keeps a link as a link, and writes nothing where it leads", async () => {
    const link = { kind: "link", target: "/home/ops/elsewhere" } as const;
    const { host, ctx } = world({ "/home/ops/.kube/config": link, "/home/ops/elsewhere": "mine\n" });
    await kubernetesKubeconfig.apply(input, ctx);
    expect(host.files.text("/home/ops/elsewhere")).toBe("mine\n");
    expect(await host.files.readLink("/home/ops/.kube/config.before-quorate-1")).toBe("/home/ops/elsewhere");
    expect(await host.files.status("/home/ops/.kube/config")).toMatchObject({ kind: "file", mode: 0o600 });
  });

  it("finds a copy that others may read", async () => {
    const { ctx } = world({
      "/root/.kube": { kind: "directory", mode: 0o700, owner: "root" },
      "/root/.kube/config": { kind: "file", text: adminConf(), mode: 0o644, owner: "root" },
    });
    expect(await kubernetesKubeconfig.probe({ source, users: ["root"] }, ctx)).toEqual([
      { what: "mode of /root/.kube/config", have: "0644", want: "0600" },
    ]);
  });

  it("writes nothing when one of the users does not exist, and says what to do", async () => {
    const { host, ctx } = world();
    await expect(kubernetesKubeconfig.apply({ source, users: ["root", "alice"] }, ctx)).rejects.toMatchObject({
      code: "FILE_ACCESS_FAILED",
      message: 'this host has no user "alice" in /etc/passwd',
      hint: expect.stringContaining("spec.kubernetes.kubectlUsers"),
    });
    expect(await host.files.status("/root/.kube")).toBeUndefined();
  });

  it("makes no home for a user who has none", async () => {
    await expect(kubernetesKubeconfig.probe({ source, users: ["nobody"] }, world().ctx)).rejects.toMatchObject({
      message: 'the home /nonexistent of user "nobody" is not there',
    });
  });

  it("tells a plan that kubeadm has yet to write the source", async () => {
    const { ctx } = world();
    const other = "/etc/kubernetes/super-admin.conf";
    expect(await kubernetesKubeconfig.probe({ ...input, source: other }, ctx)).toEqual([
      { what: other, have: "absent", want: "present" },
    ]);
    await expect(kubernetesKubeconfig.apply({ ...input, source: other }, ctx)).rejects.toMatchObject({
      hint: expect.stringContaining("kubeadm"),
    });
  });
});
