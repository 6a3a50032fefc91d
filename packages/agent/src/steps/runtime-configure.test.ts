import { describe, expect, it } from "vitest";
import { fakeRuntime } from "../../../../test/fakes/fake-runtime.ts";
import { fakeStepContext } from "../../../../test/fakes/fake-step-context.ts";
import { runtimeConfigure } from "./runtime-configure.ts";

type Input = Parameters<typeof runtimeConfigure.apply>[0];

const docker: Input = {
  runtime: "docker",
  unit: "docker.service",
  kubernetesVersion: "1.20.2",
  imageRepository: "k8s.gcr.io",
  mirrors: [],
};

/** Accepted by docker 20.10.24. */
const daemonJson = `{
  "exec-opts": [
    "native.cgroupdriver=systemd"
  ],
  "log-driver": "json-file",
  "log-opts": {
    "max-size": "100m",
    "max-file": "3"
  },
  "live-restore": true
}
`;

describe("runtime.configure with docker", () => {
  it("has the configuration in place before the first start, and then finds nothing to do", async () => {
    const { host, systemd, ctx, heard, restarts } = fakeRuntime();
    expect((await runtimeConfigure.probe(docker, ctx)).map(({ what }) => what)).toEqual([
      ...["/etc/docker/daemon.json", "/etc/crictl.yaml", "docker.service", "docker.service"],
    ]);
    expect(await runtimeConfigure.apply(docker, ctx)).toEqual({ version: "20.10.24" });
    expect(heard()).toBe(daemonJson);
    expect(systemd.units.get("docker.service")).toMatchObject({ active: "active", fileState: "enabled" });
    expect(host.files.text("/etc/crictl.yaml")).toContain("runtime-endpoint: unix:///var/run/dockershim.sock\n");
    expect(restarts()).toBe(0);
    expect(await runtimeConfigure.probe(docker, ctx)).toEqual([]);
  });

  it("keeps what somebody else set, with the file's mode, and shows none of it", async () => {
    const text =
      '{"data-root": "/srv", "exec-opts": ["native.cgroupdriver=cgroupfs", "isolation=x"], "log-opts": {"max-size": "5m"}}';
    const { host, ctx, heard } = fakeRuntime({
      files: { "/etc/docker/daemon.json": { kind: "file", text, mode: 0o600, owner: "root" } },
    });
    expect((await runtimeConfigure.probe(docker, ctx))[0]?.have).toBe("other contents");
    await runtimeConfigure.apply(docker, ctx);
    expect(JSON.parse(heard() ?? "")).toEqual({
      "data-root": "/srv",
      "exec-opts": ["isolation=x", "native.cgroupdriver=systemd"],
      "log-driver": "json-file",
      "log-opts": { "max-size": "5m", "max-file": "3" },
      "live-restore": true,
    });
    expect(await host.files.status("/etc/docker/daemon.json")).toMatchObject({ mode: 0o600 });
    expect(await runtimeConfigure.probe(docker, ctx)).toEqual([]);
  });

  it("leaves a file that says the same in another form as it is", async () => {
    const { ctx, heard } = fakeRuntime({
      files: { "/etc/docker/daemon.json": JSON.stringify({ x: 1, ...JSON.parse(daemonJson) }) },
    });
    await runtimeConfigure.apply(docker, ctx);
    expect(heard()).toMatch(/^\{"x":1,/);
  });

  it.each([
    // The post's own file.
    ['{\n  "exec-opts": ["native.cgroupdriver=systemd"]\n  "insecure-registries": ["https://x"]\n}\n', 3],
    ['{"a": 1,}', 1],
    ['{\n  "password": hunter2\n}', 2],
    ['{\n"a": "b\n"}', 2],
    ['{\n  "a": 1\n', 3],
  ])("refuses %j with the line that is wrong, and quotes nothing of it", async (text, line) => {
    const { host, ctx } = fakeRuntime({ files: { "/etc/docker/daemon.json": text } });
    const error: unknown = await runtimeConfigure.probe(docker, ctx).catch((caught: unknown) => caught);
    expect(error).toMatchObject({
      code: "RUNTIME_FAILED",
      message: expect.stringContaining(`docker cannot start with it: line ${line}: `),
      hint: expect.stringContaining("correct /etc/docker/daemon.json"),
    });
    expect(String(error)).not.toMatch(/hunter2|registries/);
    await expect(runtimeConfigure.apply(docker, ctx)).rejects.toMatchObject({ code: "RUNTIME_FAILED" });
    expect(host.files.text("/etc/docker/daemon.json")).toBe(text);
  });

  it("keeps the registries of others that docker may ask without TLS, and has nothing to do the second time", async () => {
    const { ctx, heard } = fakeRuntime({
      files: { "/etc/docker/daemon.json": '{"insecure-registries": ["theirs.local:5000"]}' },
    });
    const mirrors = [{ registry: "docker.io", endpoints: ["http://10.0.0.1:5000"], insecure: true }];
    await runtimeConfigure.apply({ ...docker, mirrors }, ctx);
    expect(JSON.parse(heard() ?? "")["insecure-registries"]).toEqual(["theirs.local:5000", "10.0.0.1:5000"]);
    expect(await runtimeConfigure.probe({ ...docker, mirrors }, ctx)).toEqual([]);
  });

  it("has mirrors for Docker Hub, and says which it cannot use", async () => {
    const { ctx, heard } = fakeRuntime({
      files: { "/etc/docker/daemon.json": '{"registry-mirrors": ["https://old"]}' },
    });
    const mirrors = [
      { registry: "docker.io", endpoints: ["http://10.0.0.1:5000", "https://hub.local/x"], insecure: true },
      { registry: "registry.k8s.io", endpoints: ["https://hub.local"], insecure: false },
      { registry: "own.local:5000", endpoints: ["http://own.local:5000"], insecure: true },
    ];
    await runtimeConfigure.apply({ ...docker, mirrors }, ctx);
    expect(JSON.parse(heard() ?? "")).toMatchObject({
      "registry-mirrors": ["http://10.0.0.1:5000", "https://hub.local/x"],
      "insecure-registries": ["10.0.0.1:5000", "hub.local", "own.local:5000"],
    });
    expect(ctx.lines).toEqual([
      "warning: docker has mirrors for docker.io only; for registry.k8s.io set spec.kubernetes.imageRepository instead",
    ]);
  });

  it.each([
    ["12 true", "docker restarts; its 12 containers go on running"],
    ["2 false", "warning: docker restarts and ends its 2 running containers; those with a restart policy come back"],
  ])(
    "restarts one that runs when its configuration changes, and says what becomes of containers: %s",
    async (containers, told) => {
      const { ctx, heard, restarts } = fakeRuntime({ unit: { active: "active", fileState: "enabled" }, containers });
      await runtimeConfigure.apply(docker, ctx);
      expect(restarts()).toBe(1);
      expect(heard()).toBe(daemonJson);
      expect(ctx.lines).toEqual([told]);
      await runtimeConfigure.apply(docker, ctx);
      expect(restarts()).toBe(1);
    },
  );

  it("restarts one whose restart a dead agent owed, though its files are as they should be", async () => {
    const { host, ctx, restarts } = fakeRuntime();
    await runtimeConfigure.apply(docker, ctx);
    host.files.put("/etc/docker/daemon.json", "{}");
    const dies = fakeStepContext({ ...host, exec: () => Promise.reject(new Error("the agent is gone")) });
    await expect(runtimeConfigure.apply(docker, dies)).rejects.toThrow("the agent is gone");
    expect(host.files.text("/etc/docker/daemon.json")).toBe(daemonJson);
    expect(await runtimeConfigure.probe(docker, ctx)).toEqual([
      { what: "docker.service", have: "runs with an older configuration", want: "restarted" },
    ]);
    await runtimeConfigure.apply(docker, ctx);
    expect(restarts()).toBe(1);
    expect(await runtimeConfigure.probe(docker, ctx)).toEqual([]);
  });

  it("restarts one that was started with another cgroup driver before the file was mended", async () => {
    const { ctx, restarts } = fakeRuntime({
      unit: { active: "active", fileState: "enabled" },
      files: { "/etc/docker/daemon.json": daemonJson },
    });
    expect(await runtimeConfigure.probe(docker, ctx)).toContainEqual({
      what: "docker",
      have: "docker uses the cgroup driver cgroupfs, the kubelet systemd",
      want: "of use to Kubernetes",
    });
    await runtimeConfigure.apply(docker, ctx);
    expect(restarts()).toBe(1);
  });

  it("fails with the journal's lines when it does not start, and names the flag that docker was told twice", async () => {
    const journal = [
      "unable to configure the Docker daemon with file /etc/docker/daemon.json: the following directives are specified both as a flag and in the configuration file: log-driver: (from flag: journald, from file: json-file)",
    ];
    const { ctx } = fakeRuntime({
      onStart: { active: "activating", sub: "auto-restart", result: "exit-code", journal },
    });
    await expect(runtimeConfigure.apply(docker, ctx)).rejects.toMatchObject({
      code: "RUNTIME_FAILED",
      message: "docker does not start (exit-code)",
      hint: expect.stringMatching(/^take the flag for log-driver out of docker\.service/),
      evidence: journal,
    });
  });

  it("gives up on one that is never ready", async () => {
    const { ctx } = fakeRuntime({ onStart: { active: "activating", sub: "start" } });
    await expect(runtimeConfigure.apply(docker, ctx)).rejects.toMatchObject({
      message: "docker is not ready after 90 s: it is activating (start)",
      hint: "on the host: journalctl -u docker.service -e",
    });
  });
});
