import { describe, expect, it } from "vitest";
import { command, type FakeHost, type FakeHostOptions, fakeHost, succeeded } from "../../../../test/fakes/fake-host.ts";
import { fakeStepContext } from "../../../../test/fakes/fake-step-context.ts";
import { FakeSystemd, type FakeUnit } from "../../../../test/fakes/fake-systemd.ts";
import { kubeletConfigure } from "./kubelet-configure.ts";

type Input = Parameters<typeof kubeletConfigure.apply>[0];

const unit = "kubelet.service";
const input: Input = { unit, args: { "node-ip": "192.168.1.90", "cgroup-driver": "systemd" } };
const changed: Input = { unit, args: { ...input.args, "max-pods": "50" } };
const environmentFile = "/etc/quorate/kubelet.env";
const dropIn = "/etc/systemd/system/kubelet.service.d/20-quorate.conf";
const joined = {
  "/etc/quorate/kubernetes.json": '{"role": "worker", "caHash": "sha256:1", "joined": true}',
  "/etc/kubernetes/kubelet.conf": "",
};

interface World {
  readonly state?: Partial<FakeUnit>;
  readonly files?: FakeHostOptions["files"];
  readonly onStart?: Partial<FakeUnit>;
}

function world({ state = {}, files = {}, onStart }: World = {}) {
  const systemd = new FakeSystemd({ units: { [unit]: state }, onStart: () => onStart });
  const host: FakeHost = fakeHost({
    files,
    commands: [
      command(["systemctl", "show", "-p", "NeedDaemonReload,LoadState"], () => {
        const read = systemd.reloads > 0 || host.files.text(dropIn) === undefined;
        return succeeded(`NeedDaemonReload=${read ? "no" : "yes"}\nLoadState=loaded`);
      }),
      systemd.command,
    ],
  });
  const restarts = () => host.executed.filter(([, verb]) => verb === "restart").length;
  return { host, systemd, restarts, ctx: fakeStepContext(host) };
}

describe("kubelet.configure", () => {
  it("gives the flags by a drop-in after the package's own, enables, and leaves the start to kubeadm", async () => {
    const { host, systemd, ctx } = world();
    await kubeletConfigure.apply(input, ctx);
    expect(host.files.text(environmentFile)).toBe(
      '# managed by quorate\nKUBELET_EXTRA_ARGS="--cgroup-driver=systemd --node-ip=192.168.1.90"\n',
    );
    expect(host.files.text(dropIn)).toBe("# managed by quorate\n[Service]\nEnvironmentFile=/etc/quorate/kubelet.env\n");
    expect(systemd.units.get(unit)).toMatchObject({ active: "inactive", fileState: "enabled" });
    expect(systemd.reloads).toBe(1);
    expect(await kubeletConfigure.probe(input, ctx)).toEqual([]);
  });

  it("finds a file that systemd has not read and a unit that is not enabled", async () => {
    const { ctx, host, systemd } = world();
    await kubeletConfigure.apply(input, ctx);
    systemd.reloads = 0;
    host.files.put(environmentFile, "KUBELET_EXTRA_ARGS=--v=9\n");
    await host.run(["systemctl", "disable", "--", unit]);
    expect((await kubeletConfigure.probe(input, ctx)).map(({ what }) => what)).toEqual([
      ...[`${environmentFile} line 1`, unit, unit],
    ]);
  });

  it("lets an administrator's flags be where the spec has none, and names those that the spec's replace", async () => {
    const files = {
      "/etc/default/kubelet": 'KUBELET_EXTRA_ARGS="--cgroup-driver=cgroupfs --image-credential=hunter2"\n',
      "/etc/sysconfig/kubelet": "KUBELET_EXTRA_ARGS=\n",
    };
    const { ctx, host } = world({ files });
    await kubeletConfigure.apply({ unit, args: {} }, ctx);
    expect(host.files.text(environmentFile)).toBe("# managed by quorate\n");
    expect(ctx.lines).toEqual([]);
    await kubeletConfigure.apply(input, ctx);
    expect(ctx.lines).toEqual([
      expect.stringMatching(
        /^warning: --cgroup-driver, --image-credential in \/etc\/default\/kubelet no longer count: /,
      ),
    ]);
    expect(ctx.lines.join()).not.toContain("hunter2");
  });

  it("does not restart a kubelet that waits for kubeadm", async () => {
    const { ctx, restarts } = world({ state: { active: "active", mainPid: 7 } });
    await kubeletConfigure.apply(input, ctx);
    expect(restarts()).toBe(0);
    expect(await kubeletConfigure.probe(input, ctx)).toEqual([]);
  });

  it("restarts the kubelet of a node when its flags change, and only then", async () => {
    const { ctx, restarts } = world({ files: joined, state: { active: "active", mainPid: 7 } });
    await kubeletConfigure.apply(input, ctx);
    await kubeletConfigure.apply(input, ctx);
    expect(restarts()).toBe(1);
    await kubeletConfigure.apply(changed, ctx);
    expect(restarts()).toBe(2);
    expect(await kubeletConfigure.probe(changed, ctx)).toEqual([]);
  });

  it("leaves one stopped that somebody stopped", async () => {
    const { ctx, restarts, systemd } = world({ files: joined });
    await kubeletConfigure.apply(input, ctx);
    expect(restarts()).toBe(0);
    expect(systemd.units.get(unit)?.active).toBe("inactive");
    expect(await kubeletConfigure.probe(input, ctx)).toEqual([]);
  });

  it("says why a kubelet does not stay up, and owes the restart until it does", async () => {
    const journal = [
      "Started kubelet.service - kubelet: The Kubernetes Node Agent.",
      "F1122 server.go:156] unknown flag: --of-an-earlier-start",
      "Started kubelet.service - kubelet: The Kubernetes Node Agent.",
      'F1122 server.go:269] failed to run Kubelet: misconfiguration: kubelet cgroup driver: "cgroupfs" is different from docker cgroup driver: "systemd"',
      "goroutine 1 [running]:",
      ...new Array<string>(220).fill("\t/usr/lib/go-1.19/src/net/net.go:183 +0x45"),
    ];
    const dies = { active: "activating", sub: "auto-restart", mainPid: 0, journal };
    const { ctx } = world({ files: joined, state: { active: "active", mainPid: 7 }, onStart: dies });
    await expect(kubeletConfigure.apply(input, ctx)).rejects.toMatchObject({
      code: "KUBELET_FAILED",
      message:
        "kubelet.service does not stay up: kubelet and container runtime use different cgroup drivers (the kubelet's is cgroupfs)",
      evidence: [journal[2], journal[3]],
    });
    expect(await kubeletConfigure.probe(input, ctx)).toContainEqual({
      what: unit,
      have: "runs with older flags",
      want: "restarted",
    });
  });

  it("sees a kubelet that dies and comes back within a poll", async () => {
    const { systemd } = world({ state: { active: "active", mainPid: 7 } });
    let looks = 0;
    const host: FakeHost = fakeHost({
      files: joined,
      commands: [
        command(["systemctl", "show", "-p", "NeedDaemonReload,LoadState"], succeeded("NeedDaemonReload=no")),
        (argv, options) => {
          looks += 1;
          const state = systemd.units.get(unit);
          if (state && looks > 6) systemd.units.set(unit, { ...state, mainPid: state.mainPid + looks });
          return systemd.command(argv, options);
        },
      ],
    });
    await expect(kubeletConfigure.apply(input, fakeStepContext(host))).rejects.toMatchObject({
      code: "KUBELET_FAILED",
      message: "kubelet.service does not stay up after its restart",
    });
  });
});
