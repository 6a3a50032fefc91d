import { AppError } from "@quorate/shared/errors";
import type { StepInput } from "@quorate/shared/step/contract";
import { describe, expect, it } from "vitest";
import { command, fakeHost, succeeded } from "../../../../test/fakes/fake-host.ts";
import { listeningProcess, tcpTable } from "../../../../test/fakes/fake-proc.ts";
import { fakeStepContext } from "../../../../test/fakes/fake-step-context.ts";
import { FakeSystemd } from "../../../../test/fakes/fake-systemd.ts";
import { ManualClock } from "../../../../test/fakes/manual-clock.ts";
import type { Ask } from "./kubernetes/health-question.ts";
import { kubernetesOutageBy } from "./kubernetes-outage.ts";

const unit = "haproxy.service";
const input = {
  target: "haproxy" as const,
  unit,
  endpoint: { url: "https://192.168.1.33:12567", caFile: "/pki/ca.crt" },
  apiserver: { url: "https://127.0.0.1:6443", caFile: "/pki/ca.crt" },
  limitMs: 10_000,
};
const pod = "0::/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod1.slice/docker-2.scope";
const apiserverProcess = listeningProcess({ pid: 4634, command: "kube-apiserver", cgroup: pod });

interface WorldOptions {
  /** How long the VIP is silent after something was stopped. */
  readonly silentMs?: number;
  /** How long the killed apiserver is away. */
  readonly awayMs?: number;
  /** The VIP answers at the beginning. */
  readonly well?: boolean;
  /** The step is told to end so long after its begin, with this reason. */
  readonly endsAfterMs?: number;
  readonly end?: unknown;
}

/** Two hosts; this one's haproxy or apiserver can be stopped, and the virtual IP answers again after a while. */
function world({ silentMs = 2_000, awayMs = 8_000, well = true, endsAfterMs, end }: WorldOptions = {}) {
  const clock = new ManualClock();
  const stop = new AbortController();
  if (endsAfterMs !== undefined) clock.after(endsAfterMs, () => stop.abort(end));
  const systemd = new FakeSystemd({ units: { [unit]: { active: "active", sub: "running" } } });
  const events: string[] = [];
  let stoppedAt: number | undefined;
  const stopped = (what: string): undefined => {
    events.push(what);
    if (what === `stop ${unit}` || what.startsWith("kill")) stoppedAt = clock.wallMs();
  };
  const host = fakeHost({
    files: {
      "/pki/ca.crt": "CA",
      "/proc/net/tcp": tcpTable([{ local: "00000000:3117", inode: "1" }]),
      ...apiserverProcess,
    },
    commands: [
      command(["systemctl", "stop"], (argv) => stopped(`stop ${argv.at(-1)}`)),
      command(["systemctl", "start"], (argv) => stopped(`start ${argv.at(-1)}`)),
      systemd.command,
      command(["systemd-run"], (argv) => stopped(`armed ${argv.slice(-3).join(" ")}`) ?? succeeded()),
      command(["kill"], (argv) => {
        for (const path of Object.keys(apiserverProcess)) host.files.entries.delete(path);
        host.files.entries.delete("/proc/4634");
        return stopped(argv.join(" ")) ?? succeeded();
      }),
    ],
  });
  const sinceStop = () => (stoppedAt === undefined ? Number.POSITIVE_INFINITY : clock.wallMs() - stoppedAt);
  const ask: Ask = async ({ port }, _question, signal) => {
    signal.throwIfAborted();
    const silent = port === 12_567 ? !well || sinceStop() < silentMs : sinceStop() < awayMs;
    if (silent) return { ok: false, problem: "connect ECONNREFUSED" };
    return { ok: true, value: { status: 200, text: "ok", dateMs: undefined } };
  };
  const ctx = fakeStepContext(host, { clock, signal: stop.signal });
  const begun = clock.wallMs();
  /** Runs the drill to its end while time goes by. */
  const check = async (of: StepInput<"kubernetes.outage">) => {
    let over = false;
    const result = kubernetesOutageBy(ask)
      .check(of, ctx)
      .finally(() => {
        over = true;
      });
    const seen = Promise.allSettled([result]);
    for (let turn = 0; turn < 2_000 && !over; turn++) await clock.advance(50);
    await seen;
    return result;
  };
  return { clock, host, systemd, ctx, events, check, tookMs: () => clock.wallMs() - begun };
}

describe("kubernetes.outage of haproxy", () => {
  it("measures how long the virtual IP did not answer, and leaves haproxy running", async () => {
    const { check, ctx, systemd } = world();
    const { outageMs, failed, target } = await check(input);
    expect(target).toBe("haproxy");
    expect(outageMs).toBeGreaterThanOrEqual(1_900);
    expect(outageMs).toBeLessThanOrEqual(2_100);
    expect(failed).toBeGreaterThan(30);
    expect(systemd.units.get(unit)).toMatchObject({ active: "active" });
    expect(ctx.marks).toEqual(["stopped", "answered", "back"]);
  });

  it("is 0 where another host holds the virtual IP, and haproxy was down for three seconds all the same", async () => {
    const { check, tookMs } = world({ silentMs: 0 });
    expect(await check(input)).toMatchObject({ outageMs: 0, failed: 0 });
    expect(tookMs()).toBeGreaterThan(3_000);
  });

  it("arms a timer of systemd that starts it again should the agent die, before it stops it, and removes it in the end", async () => {
    const { check, events } = world();
    await check(input);
    expect(events).toEqual([
      "stop quorate-restart-haproxy.timer",
      `armed systemctl start ${unit}`,
      `stop ${unit}`,
      `start ${unit}`,
      "stop quorate-restart-haproxy.timer",
    ]);
  });

  it("starts it again once the limit is passed, and fails with the figure", async () => {
    const { check, systemd, tookMs } = world({ silentMs: 12_000 });
    await expect(check(input)).rejects.toMatchObject({
      code: "KUBERNETES_NOT_READY",
      message: expect.stringMatching(
        /did not answer for 1[12]\.\d s when this host's haproxy was stopped; the limit is 10\.0 s$/,
      ),
    });
    expect(systemd.units.get(unit)).toMatchObject({ active: "active" });
    expect(tookMs()).toBeLessThan(16_000);
  });

  it("starts it again when it is canceled in the middle", async () => {
    const reason = new Error("canceled");
    const { check, systemd, events } = world({ endsAfterMs: 2_000, end: reason });
    await expect(check(input)).rejects.toBe(reason);
    expect(systemd.units.get(unit)).toMatchObject({ active: "active" });
    expect(events.slice(-2)).toEqual([`start ${unit}`, "stop quorate-restart-haproxy.timer"]);
  });

  it("stops nothing where the virtual IP does not answer to begin with", async () => {
    const { check, events } = world({ well: false });
    await expect(check(input)).rejects.toMatchObject({
      code: "KUBERNETES_NOT_READY",
      message: "https://192.168.1.33:12567 does not answer steadily: connect ECONNREFUSED",
    });
    expect(events).toEqual([]);
  });
});

describe("kubernetes.outage of the apiserver", () => {
  const apiserver = { ...input, target: "apiserver" as const };

  it("kills the one of this host's kubelet and waits until it answers again", async () => {
    const { check, events, tookMs } = world({ silentMs: 500 });
    const { outageMs } = await check(apiserver);
    expect(outageMs).toBeGreaterThanOrEqual(400);
    expect(outageMs).toBeLessThanOrEqual(600);
    expect(events).toEqual(["kill -KILL 4634"]);
    expect(tookMs()).toBeGreaterThanOrEqual(8_000);
  });

  it("waits for one that the kubelet is just starting: an agent before this one may have died in the middle of this", async () => {
    const { check, clock, events, host } = world({ silentMs: 500 });
    for (const path of Object.keys(apiserverProcess)) host.files.entries.delete(path);
    clock.after(20_000, () => {
      for (const [path, entry] of Object.entries(apiserverProcess)) host.files.put(path, entry);
    });
    await check(apiserver);
    expect(events).toEqual(["kill -KILL 4634"]);
  });

  it("kills nothing when there is more than one to choose from, or only one that no kubelet started", async () => {
    const two = world();
    for (const [path, entry] of Object.entries(listeningProcess({ pid: 99, command: "kube-apiserver", cgroup: pod }))) {
      two.host.files.put(path, entry);
    }
    await expect(two.check(apiserver)).rejects.toMatchObject({
      message: "this host runs more than one kube-apiserver (pids 99, 4634)",
    });
    const foreign = world();
    foreign.host.files.put("/proc/4634/cgroup", "0::/user.slice/user-0.slice\n");
    await expect(foreign.check(apiserver)).rejects.toMatchObject({
      message: "this host runs no kube-apiserver that its kubelet started",
    });
    expect([...two.events, ...foreign.events]).toEqual([]);
  });

  it("says what did not come back when the time is up", async () => {
    const end = new AppError("STEP_TIMED_OUT", "kubernetes.outage did not end within 60 s");
    const { check } = world({ silentMs: 500, awayMs: 1_000_000, endsAfterMs: 60_000, end });
    await expect(check(apiserver)).rejects.toMatchObject({
      code: "KUBERNETES_NOT_READY",
      message: "the outage is not over: this host's apiserver did not come back",
      cause: end,
    });
  });
});
