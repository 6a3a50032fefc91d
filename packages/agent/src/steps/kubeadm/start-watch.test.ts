import { AppError } from "@quorate/shared/errors";
import { describe, expect, it } from "vitest";
import { command, exited, type FakeCommand } from "../../../../../test/fakes/fake-host.ts";
import type { FakeSystemd } from "../../../../../test/fakes/fake-systemd.ts";
import { initInput, initWorld } from "../../../../../test/fakes/kubeadm-world.ts";

/** kubeadm that says it starts the kubelet, and then waits until somebody ends it. */
const endless: FakeCommand = (argv, { signal, onLine }) => {
  if (argv[0] !== "kubeadm" || argv[1] !== "init") return undefined;
  onLine?.("[kubelet-start] Starting the kubelet");
  return new Promise((_resolve, reject) => signal?.addEventListener("abort", () => reject(signal.reason)));
};

describe("kubeadm.init, when kubeadm waits in vain", () => {
  it("ends at once with the cause of a kubelet that does not stay up", async () => {
    const journal = ["Flag list...", "F1122 21:43:18.057046    5117 server.go:156] unknown flag: --improve-speed"];
    const { ctx, handler } = initWorld({
      kubeadm: endless,
      kubelet: { active: "activating", sub: "auto-restart", mainPid: 0, journal },
    });
    await expect(handler.apply(initInput, ctx)).rejects.toMatchObject({
      code: "KUBELET_FAILED",
      message: expect.stringContaining("unknown flag: --improve-speed"),
      evidence: expect.arrayContaining([journal[1]]),
    });
    expect(ctx.clock.wallMs()).toBeLessThan(1_700_000_000_000 + 20_000);
  });

  it("ends with the cause of an apiserver that exits again and again", async () => {
    const { host, ctx, handler } = initWorld({
      kubeadm: (argv, options) => {
        const folder = "/var/log/pods/kube-system_kube-apiserver-m1_uid/kube-apiserver";
        if (argv[1] === "init") host.files.put(`${folder}/1.log`, "Error: unknown flag: --improve-speed\n");
        if (argv[1] === "init") host.files.put(`${folder}/2.log`, "");
        return endless(argv, options);
      },
    });
    await expect(handler.apply(initInput, ctx)).rejects.toMatchObject({
      code: "KUBEADM_FAILED",
      message: expect.stringMatching(/kube-apiserver of m1 exits again and again \(2 times\).*--improve-speed/),
    });
  });

  it("tells an image that is not to be had from one that is slow: the kubelet has said so three times", async () => {
    const line = 'E1122 pod_workers.go:191] failed to get sandbox image "k8s.gcr.io/pause:3.2": dial tcp';
    const { ctx, handler } = initWorld({ kubeadm: endless, kubelet: { journal: [line, line, line] } });
    await expect(handler.apply(initInput, ctx)).rejects.toMatchObject({
      code: "IMAGE_MISSING",
      message: expect.stringContaining("k8s.gcr.io/pause:3.2"),
    });
  });

  it("says what it knows when kubeadm itself gives up first", async () => {
    const gaveUp: FakeCommand = async (argv, { onLine }) => {
      if (argv[1] !== "init") return undefined;
      onLine?.("[kubelet-start] Starting the kubelet");
      return exited(1, "error execution phase wait-control-plane: couldn't initialize a Kubernetes cluster");
    };
    const swap =
      "F0226 server.go:269] failed to run Kubelet: running with swap on is not supported, please disable swap!";
    const { ctx, handler } = initWorld({ kubeadm: gaveUp, kubelet: { journal: [swap] } });
    await expect(handler.apply(initInput, ctx)).rejects.toMatchObject({
      code: "KUBELET_FAILED",
      message: expect.stringContaining("swap is on"),
    });
  });

  it("shows kubeadm's own error where the kubelet's journal cannot be read", async () => {
    const failing: FakeCommand = async (argv, { onLine }) => {
      if (argv[0] === "journalctl") throw new AppError("STEP_COMMAND_FAILED", "journalctl did not end within 30 s");
      if (argv[1] !== "init") return undefined;
      onLine?.("[kubelet-start] Starting the kubelet");
      return exited(1, "error execution phase wait-control-plane: timed out");
    };
    const { ctx, handler } = initWorld({ kubeadm: failing });
    await expect(handler.apply(initInput, ctx)).rejects.toMatchObject({
      code: "KUBEADM_FAILED",
      message: expect.stringContaining("wait-control-plane"),
    });
  });

  it("shows kubeadm's own error where nothing more is known", async () => {
    const line = "error execution phase upload-config/kubeadm: the sky fell";
    const { ctx, handler } = initWorld({ kubeadm: command(["kubeadm", "init"], exited(1, line)) });
    await expect(handler.apply(initInput, ctx)).rejects.toMatchObject({
      code: "KUBEADM_FAILED",
      message: `kubeadm init on m1 failed: ${line}`,
      evidence: [line],
    });
  });

  it("gives a kubelet up that dies four times of nobody knows what", async () => {
    const { ctx, handler } = initWorld({
      kubeadm: endless,
      kubelet: { journal: ["E1122 a riddle"] },
      onSleep: (systemd, elapsedMs) => setPid(systemd, 7 + Math.floor(elapsedMs / 10_000)),
    });
    await expect(handler.apply(initInput, ctx)).rejects.toMatchObject({
      code: "KUBELET_FAILED",
      evidence: ["E1122 a riddle"],
    });
    expect(ctx.clock.wallMs()).toBeGreaterThanOrEqual(1_700_000_000_000 + 40_000);
  });

  it("lets kubeadm go on while it cannot be watched", async () => {
    let asked = 0;
    const { ctx, handler } = initWorld({
      kubeadm: (argv, options) => {
        if (argv[0] === "systemctl" && ++asked < 3) throw new AppError("STEP_COMMAND_FAILED", "systemd is slow");
        return endless(argv, options);
      },
      kubelet: { active: "failed", sub: "failed", mainPid: 0, journal: ["F1122 x] unknown flag: --improve-speed"] },
    });
    await expect(handler.apply(initInput, ctx)).rejects.toMatchObject({ code: "KUBELET_FAILED" });
    expect(asked).toBeGreaterThanOrEqual(3);
  });

  it("does not take kubeadm's own restart of the kubelet for a death", async () => {
    const stop = new AbortController();
    const { ctx, handler } = initWorld({
      kubeadm: endless,
      signal: stop.signal,
      kubelet: { journal: ["W1122 failed to run Kubelet: once, long ago"] },
      onSleep: (systemd, elapsedMs) => {
        if (elapsedMs > 20_000) setPid(systemd, 8);
        if (elapsedMs > 200_000) stop.abort(new Error("still waiting"));
      },
    });
    await expect(handler.apply(initInput, ctx)).rejects.toThrow("still waiting");
  });
});

function setPid(systemd: FakeSystemd, mainPid: number): void {
  const unit = systemd.units.get("kubelet.service");
  if (unit) systemd.units.set("kubelet.service", { ...unit, mainPid });
}
