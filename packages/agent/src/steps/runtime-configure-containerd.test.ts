import { describe, expect, it } from "vitest";
import { exited } from "../../../../test/fakes/fake-host.ts";
import { criPlugin, fakeRuntime } from "../../../../test/fakes/fake-runtime.ts";
import { fakeStepContext } from "../../../../test/fakes/fake-step-context.ts";
import { runtimeConfigure } from "./runtime-configure.ts";

type Input = Parameters<typeof runtimeConfigure.apply>[0];

const containerd: Input = {
  runtime: "containerd",
  unit: "containerd.service",
  kubernetesVersion: "1.20.2",
  imageRepository: "k8s.gcr.io",
  mirrors: [],
};
const hubMirror = { registry: "docker.io", endpoints: ["http://10.0.0.1:5000"], insecure: true };

/** Accepted by containerd 1.6.20. */
const configToml = `# managed by quorate
version = 2

[plugins."io.containerd.grpc.v1.cri"]
sandbox_image = "k8s.gcr.io/pause:3.2"

[plugins."io.containerd.grpc.v1.cri".cni]
bin_dir = "/opt/cni/bin"
conf_dir = "/etc/cni/net.d"

[plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
runtime_type = "io.containerd.runc.v2"

[plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc.options]
SystemdCgroup = true

[plugins."io.containerd.grpc.v1.cri".registry]
config_path = "/etc/containerd/certs.d"
`;

describe("runtime.configure with containerd", () => {
  it("writes the whole configuration for 1.x with kubeadm's pause image, and then finds nothing to do", async () => {
    const { host, ctx } = fakeRuntime({ files: { "/etc/containerd/config.toml": 'disabled_plugins = ["cri"]\n' } });
    expect(await runtimeConfigure.apply(containerd, ctx)).toEqual({ version: "1.6.20" });
    expect(host.files.text("/etc/containerd/config.toml")).toBe(configToml);
    expect(host.files.text("/etc/crictl.yaml")).toContain("unix:///run/containerd/containerd.sock");
    expect(host.executed).toContainEqual([
      ...["kubeadm", "config", "images", "list", "--kubernetes-version", "v1.20.2", "--image-repository", "k8s.gcr.io"],
    ]);
    expect(await runtimeConfigure.probe(containerd, ctx)).toEqual([]);
  });

  it("speaks the language of 2.x to 2.x", async () => {
    const { host, ctx } = fakeRuntime({
      containerdVersion: "containerd github.com/containerd/containerd/v2 v2.1.4 75cb2b7",
    });
    await runtimeConfigure.apply(containerd, ctx);
    const text = host.files.text("/etc/containerd/config.toml") ?? "";
    expect(text).toContain(
      'version = 3\n\n[plugins."io.containerd.cri.v1.images".pinned_images]\nsandbox = "k8s.gcr.io/pause:3.2"\n',
    );
    expect(text).toContain(
      '[plugins."io.containerd.cri.v1.runtime".containerd.runtimes.runc.options]\nSystemdCgroup = true\n',
    );
    expect(text).not.toContain("bin_dir");
  });

  it("leaves the old file alone when containerd refuses the new one", async () => {
    const { host } = fakeRuntime({ files: { "/etc/containerd/config.toml": "old" } });
    const refuses = fakeStepContext({
      ...host,
      exec: async (argv, options) =>
        argv[1] === "--config" ? exited(1, "containerd: failed to load TOML") : host.exec(argv, options),
    });
    await expect(runtimeConfigure.apply(containerd, refuses)).rejects.toMatchObject({
      code: "CONFIG_REJECTED",
      evidence: ["containerd: failed to load TOML"],
    });
    expect(host.files.text("/etc/containerd/config.toml")).toBe("old");
  });

  it("names mirrors in a file for each registry, without a restart, and takes back those of ours that are gone", async () => {
    const foreign = "/etc/containerd/certs.d/quay.io/hosts.toml";
    const { host, ctx, restarts } = fakeRuntime({ files: { [foreign]: 'server = "https://quay.io"\n' } });
    const proxy = { registry: "registry.k8s.io", endpoints: ["https://cache.local/v2/k8s"], insecure: false };
    await runtimeConfigure.apply({ ...containerd, mirrors: [hubMirror, proxy] }, ctx);
    expect(host.files.text("/etc/containerd/certs.d/docker.io/hosts.toml")).toBe(`# managed by quorate
server = "https://registry-1.docker.io"

[host."http://10.0.0.1:5000"]
capabilities = ["pull", "resolve"]
skip_verify = true
`);
    const without = { ...containerd, mirrors: [proxy] };
    expect((await runtimeConfigure.probe(without, ctx)).map(({ what }) => what)).toEqual([
      "/etc/containerd/certs.d/docker.io/hosts.toml",
    ]);
    await runtimeConfigure.apply(without, ctx);
    expect(host.files.text("/etc/containerd/certs.d/docker.io/hosts.toml")).toBeUndefined();
    expect(host.files.text("/etc/containerd/certs.d/registry.k8s.io/hosts.toml")).toContain("override_path = true\n");
    expect(host.files.text(foreign)).toBe('server = "https://quay.io"\n');
    expect(restarts()).toBe(0);
    expect(await runtimeConfigure.probe(without, ctx)).toEqual([]);
  });

  it.each([
    [criPlugin("error"), 'containerd\'s CRI plugin has the status "error"'],
    ["TYPE  ID  PLATFORMS  STATUS\n", "containerd runs without its CRI plugin"],
  ])("is not content with one that runs without CRI", async (plugins, why) => {
    const { ctx } = fakeRuntime({ plugins });
    await expect(runtimeConfigure.apply(containerd, ctx)).rejects.toMatchObject({
      code: "RUNTIME_FAILED",
      message: `containerd runs and is of no use: ${why}`,
    });
  });
});
