import { describe, expect, it } from "vitest";
import {
  etcdProcs,
  etcdStartInput,
  etcdStartPki,
  etcdStartTime,
  etcdStartWorld,
  walFile,
} from "../../../../test/fakes/etcd-start-world.ts";
import { etcdMember as member } from "../../../../test/fakes/fake-etcd.ts";
import { fakeStepContext } from "../../../../test/fakes/fake-step-context.ts";
import { PacedClock } from "../../../../test/fakes/paced-clock.ts";
import { memberLines } from "./etcd/config-file.ts";

describe("etcd.start, looking", () => {
  it("finds nothing to do at a member that answers with the computed ids", async () => {
    const { etcd, handler, ctx } = etcdStartWorld({ unit: { active: "active", mainPid: 4242 } });
    etcd.ready();
    expect(await handler.probe(etcdStartInput, ctx)).toEqual([]);
  });

  it("says that the member is stopped", async () => {
    const { handler, ctx } = etcdStartWorld();
    expect(await handler.probe(etcdStartInput, ctx)).toEqual([
      { what: "etcd.service", have: "inactive", want: "a member that answers" },
    ]);
  });

  it("refuses a member of another cluster, however healthy", async () => {
    const { etcd, handler, ctx } = etcdStartWorld({ unit: { active: "active", mainPid: 4242 } });
    etcd.ready().clusterId = "abc";
    await expect(handler.probe(etcdStartInput, ctx)).rejects.toMatchObject({ code: "ETCD_CLUSTER_MISMATCH" });
  });

  it("fault 35: never starts a formed member whose data is gone", async () => {
    const { handler, ctx, systemd } = etcdStartWorld({ formed: true });
    await expect(handler.probe(etcdStartInput, ctx)).rejects.toMatchObject({ code: "ETCD_MEMBER_GONE" });
    await expect(handler.arm(etcdStartInput, ctx)).rejects.toMatchObject({ code: "ETCD_MEMBER_GONE" });
    expect(systemd.units.get("etcd.service")?.active).toBe("inactive");
  });
});

describe("etcd.start, arming", () => {
  it("is ready when everything is as planned, and has started nothing", async () => {
    const { handler, ctx, systemd } = etcdStartWorld();
    await handler.arm(etcdStartInput, ctx);
    expect(systemd.units.get("etcd.service")?.active).toBe("inactive");
  });

  it("names everything that is wrong at once", async () => {
    const { handler, ctx } = etcdStartWorld({
      freeMiB: 100,
      dial: (address) =>
        address === "127.0.0.3"
          ? { reached: false, connectMs: 1000, problem: "timed out", detail: "no answer within 1000 ms" }
          : undefined,
      files: {
        [member.configFile]: memberLines({ ...member, name: "m1" }, "new").join("\n"),
        "/proc/net/tcp": "\n 0: 0200007F:094C 00000000:0000 0A 0:0 0:0 0 0 0 31 1\n",
        "/proc/9/comm": "etcd\n",
        "/proc/9/cgroup": "0::/kubepods/besteffort/x\n",
        "/proc/9/fd/3": { kind: "link", target: "socket:[31]" },
        "/usr/bin/etcd": { kind: "link", target: "gone" },
        [member.certificates.peerCert]: etcdStartPki()[member.certificates.serverCert] ?? "",
      },
    });
    await expect(handler.arm(etcdStartInput, ctx)).rejects.toMatchObject({
      code: "ETCD_NOT_READY_TO_START",
      evidence: [
        '/etc/etcd/etcd.conf.yml does not say name: "m2"',
        "the peer certificate does not belong to its key",
        "the peer certificate is not issued by its CA",
        "port 2380 is held by etcd (pid 9)",
        "m3 cannot be reached on 127.0.0.3 port 2380: no answer within 1000 ms",
        "/var/lib/quorate-etcd has 100 MiB free, 2048 are needed",
      ],
    });
  });

  it("does not wait for the others when its cluster lives", async () => {
    const { handler, ctx } = etcdStartWorld({
      formed: true,
      files: { [walFile]: "data", [member.dataDir]: { kind: "directory", mode: 0o700, owner: "etcd" } },
      dial: () => ({ reached: false, connectMs: 1000, problem: "timed out", detail: "" }),
    });
    await expect(handler.arm(etcdStartInput, ctx)).resolves.toBeUndefined();
  });

  it("fault 29: says which certificate is not valid at this host's time", async () => {
    const { handler, host } = etcdStartWorld();
    const late = fakeStepContext(host, {
      clock: new PacedClock(() => undefined, etcdStartTime.getTime() + 40 * 86_400_000),
    });
    await expect(handler.arm(etcdStartInput, late)).rejects.toMatchObject({
      message: expect.stringContaining("the peer certificate is not valid after "),
    });
  });

  it("fault 27: does not arm by a clock that is certainly beyond the limit, nor by one that nobody compared", async () => {
    const { handler, host } = etcdStartWorld();
    const clock = new PacedClock(() => undefined, etcdStartTime.getTime());
    const off = (wallMs: number) => ({
      ...{ monoOffsetNs: 0n, samples: 8, errorNs: 5_000_000n },
      wallOffsetNs: BigInt(wallMs) * 1_000_000n,
    });
    const armBy = (clockEstimate: ReturnType<typeof off> | undefined) =>
      handler.arm(etcdStartInput, fakeStepContext(host, { clock, clockEstimate }));
    await expect(armBy(off(-1_100))).rejects.toMatchObject({
      message: expect.stringContaining("its clock is 1100 ms off the coordinator's, 1000 ms are allowed"),
    });
    await expect(armBy(undefined)).rejects.toMatchObject({ message: expect.stringContaining("not compared") });
    await expect(armBy(off(1_004))).resolves.toBeUndefined();
  });

  it("says that the unit is not there", async () => {
    const { handler, ctx, systemd } = etcdStartWorld();
    systemd.units.delete("etcd.service");
    await expect(handler.arm(etcdStartInput, ctx)).rejects.toMatchObject({
      message: "etcd of m2 is not ready to start: etcd.service is not-found",
    });
  });
});

describe("etcd.start, firing", () => {
  it("marks each stage and gives ids and version", async () => {
    const { etcd, handler, ctx } = etcdStartWorld();
    await handler.arm(etcdStartInput, ctx);
    etcd.ready();
    expect(await handler.fire(etcdStartInput, ctx)).toEqual({
      memberId: "72cb0de881c0096e",
      clusterId: "1738aa5bc542f849",
      version: "3.4.23",
    });
    expect(ctx.marks).toEqual(["commanded", "started", "port-open", "quorum", "ready"]);
    expect(await handler.probe(etcdStartInput, ctx)).toEqual([]);
  });

  it("costs one program start", async () => {
    const { etcd, handler, ctx, host } = etcdStartWorld();
    await handler.arm(etcdStartInput, ctx);
    const armed = host.executed.length;
    etcd.ready();
    await handler.fire(etcdStartInput, ctx);
    expect(host.executed.slice(armed)).toEqual([["systemctl", "start", "--no-block", "--", "etcd.service"]]);
  });

  it("opens the gate at the peer port, without a quorum", async () => {
    const { etcd, handler, ctx } = etcdStartWorld();
    etcd.peerAnswers = true;
    await expect(handler.fire(etcdStartInput, ctx)).rejects.toMatchObject({
      code: "ETCD_START_WINDOW_MISSED",
      message: "etcd of m2 still waited for a quorum of members after 10 s",
    });
    expect(ctx.marks).toEqual(["commanded", "started", "port-open"]);
  });

  it("fault 32: notices at once that etcd died, though systemd starts it again, and says why", async () => {
    const journal = [
      '{"level":"fatal","msg":"discovery failed","error":"member 72cb0de881c0096e has already been bootstrapped"}',
    ];
    const { handler, ctx } = etcdStartWorld({
      onStart: (host) => {
        host.files.put(etcdProcs, "4242\n");
        host.files.put("/proc/4242/stat", "4242 (etcd) Z 1");
        return { active: "activating", sub: "auto-restart", mainPid: 0, journal };
      },
    });
    await expect(handler.fire(etcdStartInput, ctx)).rejects.toMatchObject({
      code: "ETCD_MEMBER_GONE",
      message: "etcd of m2 exited: the other members know this one, and its data is gone",
      evidence: ["fatal: discovery failed: member 72cb0de881c0096e has already been bootstrapped"],
    });
  });

  it("notices an etcd that came and went unseen", async () => {
    const { handler, ctx } = etcdStartWorld({
      onStart: () => ({ active: "activating", sub: "auto-restart", mainPid: 0, journal: ["panic: what"] }),
    });
    await expect(handler.fire(etcdStartInput, ctx)).rejects.toMatchObject({
      code: "ETCD_MEMBER_DIED",
      evidence: ["panic: what"],
    });
  });

  it("finds the process without its control group, too", async () => {
    const { etcd, handler, ctx } = etcdStartWorld({
      onStart: (host) => {
        host.files.put("/proc/7/stat", "7 (etcd) S 1");
        return { active: "activating", sub: "start", mainPid: 7 };
      },
    });
    etcd.ready();
    await handler.fire(etcdStartInput, ctx);
    expect(ctx.marks).toContain("started");
  });

  it("refuses a cluster with other ids than the computed ones", async () => {
    const { etcd, handler, ctx } = etcdStartWorld();
    etcd.ready().memberId = "1234";
    await expect(handler.fire(etcdStartInput, ctx)).rejects.toMatchObject({
      code: "ETCD_CLUSTER_MISMATCH",
      message:
        "etcd of m2 is member 1234 of cluster 1738aa5bc542f849; the plan computed member 72cb0de881c0096e of cluster 1738aa5bc542f849",
    });
  });

  it("ends with the reason of a cancel", async () => {
    const { handler, host } = etcdStartWorld();
    const cancel = new AbortController();
    const why = new Error("canceled");
    const clock = new PacedClock((nowMs) => void (nowMs > etcdStartTime.getTime() + 500 && cancel.abort(why)));
    const ctx = fakeStepContext(host, { clock, signal: cancel.signal });
    await expect(handler.fire(etcdStartInput, ctx)).rejects.toBe(why);
  });
});
