import { command, exited, type FakeHost, type FakeHostOptions, fakeHost, succeeded } from "./fake-host.ts";
import { type FakeStepContext, fakeStepContext } from "./fake-step-context.ts";
import { FakeSystemd, type FakeUnit } from "./fake-systemd.ts";

export interface FakeRuntimeOptions {
  /** Of both runtimes' units, before anything is done. */
  readonly unit?: Partial<FakeUnit>;
  /** What a start makes of the unit. */
  readonly onStart?: Partial<FakeUnit>;
  readonly files?: FakeHostOptions["files"];
  /** Line of `containerd --version`. */
  readonly containerdVersion?: string;
  /** What `ctr plugins ls` prints. */
  readonly plugins?: string;
  /** Running containers, and whether the docker that runs keeps them over its restart. */
  readonly containers?: string;
}

export interface FakeRuntime {
  readonly host: FakeHost;
  readonly systemd: FakeSystemd;
  readonly ctx: FakeStepContext;
  /** The text of daemon.json with which the docker that runs was started. */
  heard(): string | undefined;
  restarts(): number;
}

/** As ctr 1.6.20 prints it. */
export const criPlugin = (status: string): string =>
  `TYPE                            ID                       PLATFORMS      STATUS
io.containerd.grpc.v1           version                  -              ok
io.containerd.grpc.v1           cri                      linux/amd64    ${status}
`;

/** A host with docker, containerd and kubeadm installed. Docker has the cgroup driver of the file it was started with. */
export function fakeRuntime(options: FakeRuntimeOptions = {}): FakeRuntime {
  let heard: string | undefined;
  const systemd = new FakeSystemd({
    units: { "docker.service": { ...options.unit }, "containerd.service": { ...options.unit } },
    onStart: () => {
      heard = host.files.text("/etc/docker/daemon.json");
      return options.onStart;
    },
  });
  const docker = (argv: readonly string[]) => {
    if (argv.join(" ").includes("ContainersRunning")) return succeeded(options.containers ?? "0 false");
    if (systemd.units.get("docker.service")?.active !== "active") return exited(1, "Cannot connect to the daemon");
    return succeeded(`${heard?.includes("cgroupdriver=systemd") ? "systemd" : "cgroupfs"} 20.10.24\n`);
  };
  const host: FakeHost = fakeHost({
    files: { ...options.files },
    commands: [
      command(["systemctl", "show", "-p", "NeedDaemonReload,LoadState"], succeeded("NeedDaemonReload=no")),
      systemd.command,
      command(["docker", "info"], docker),
      command(["containerd", "--version"], succeeded(options.containerdVersion ?? "containerd c.io 1.6.20~ds1 x")),
      command(["containerd", "--config"], succeeded()),
      command(["kubeadm", "config"], succeeded("k8s.gcr.io/kube-proxy:v1.20.2\nk8s.gcr.io/pause:3.2\n")),
      command(["ctr", "plugins", "ls"], () => succeeded(options.plugins ?? criPlugin("ok"))),
      command(["ctr", "version"], succeeded("Client:\n  Version:  1.6.19\n\nServer:\n  Version:  1.6.20\n")),
    ],
  });
  const restarts = () =>
    host.executed.filter(([program, verb]) => program === "systemctl" && verb === "restart").length;
  return { host, systemd, ctx: fakeStepContext(host), heard: () => heard, restarts };
}
