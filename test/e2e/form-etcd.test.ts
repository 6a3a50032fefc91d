import { setTimeout } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openLab } from "../lab/lab.ts";
import type { LabHost } from "../lab/lab-host.ts";
import { clusterYaml, endpointPort, vip } from "./cluster-yaml.ts";
import { clusterIdOf, etcdctl, healthy } from "./etcdctl.ts";
import { Site, until } from "./site.ts";
import { eventsOf, outcomes, predictedClusterId, startWindow } from "./summary.ts";
import { soleHolder, stopHaproxyOnHolder } from "./vip.ts";
import { watchEvents } from "./watch-events.ts";

// One site from bare hosts to a cluster that is proved: each test meets the hosts as the one before left them, as an operator does.
const lab = openLab("e2e");
const site = new Site(lab, "etcd");
let spec = "";
const [first, second, third] = lab.hosts as readonly [LabHost, LabHost, LabHost];

const etcdRuns = async (host: LabHost): Promise<boolean> =>
  (await host.exec(["pgrep", "-x", "etcd"], { check: false })).code === 0;
const isInstalled = async (host: LabHost, name: string): Promise<boolean> =>
  (await host.exec(["dpkg-query", "-W", name], { check: false })).code === 0;

/**
 * Stops a process, as this machine numbers it, until then and half a second longer. It goes on in any case, for the tests that
 * follow: an agent that says nothing for 18 s is lost.
 */
async function freeze(pid: number, then: Promise<void>): Promise<void> {
  process.kill(pid, "SIGSTOP");
  try {
    await Promise.race([then, setTimeout(14_000)]);
    await setTimeout(500);
  } finally {
    process.kill(pid, "SIGCONT");
  }
}

beforeAll(async () => {
  await lab.up({ etcd: "3.5", bare: true });
  spec = await clusterYaml(lab, { etcd: "3.5" });
  await site.serve();
  await site.enrol();
});

afterAll(async () => {
  await site.stop();
  await lab.down();
});

const planExit = async (): Promise<number> => {
  const file = await site.writeSpec(spec);
  return (await site.cli(["plan", "-f", file, "--probe", "--detailed-exitcode", "--until", "etcd"], { check: false }))
    .code;
};

describe("before anything is changed", () => {
  it("plans with exit code 2: changes are pending, and none is made", async () => {
    expect(await planExit()).toBe(2);
    expect((await first.readFile("/etc/hosts")).includes("quorate")).toBe(false);
  });

  it("refuses a spec with two members before it asks anybody, with exit code 65 and the place", async () => {
    const even = spec.replace(/^.*k8s-master93.*\n/m, "");
    const run = await site.bootstrap(even);
    expect(run.code).toBe(65);
    expect(run.stderr).toMatch(/cluster\.yaml:\d+:\d+ spec\.hosts/);
    expect(run.events).toEqual([]);
  });

  it("fault 60: refuses a VIP that a stranger holds, and has touched nothing", async () => {
    await lab.operator.exec(["ip", "address", "add", `${vip}/32`, "dev", "br0"]);
    const run = await site.bootstrap(spec);
    await lab.operator.exec(["ip", "address", "del", `${vip}/32`, "dev", "br0"]);
    expect(run.code).toBe(1);
    expect(eventsOf(run.events, "run.finished")[0]?.failure).toMatchObject({ code: "VIP_TAKEN" });
    expect(outcomes(run.events).changed).toBe(0);
    expect(await isInstalled(first, "haproxy")).toBe(false);
  });

  it("fault 37: refuses a foreign process on 2380, and names it", async () => {
    const squatter = "import socket,time\ns=socket.create_server(('0.0.0.0',2380))\ntime.sleep(600)\n";
    await second.writeFile("/root/squatter.py", squatter);
    await second.exec(["systemd-run", "--unit=squatter", "python3", "/root/squatter.py"]);
    await until(60_000, "the squatter to listen", async () =>
      (await second.exec(["ss", "-Hltn", "sport", "=", ":2380"])).stdout.includes("2380"),
    );
    const run = await site.bootstrap(spec);
    await second.exec(["systemctl", "stop", "squatter"]);
    const failure = eventsOf(run.events, "run.finished")[0]?.failure;
    expect(failure).toMatchObject({ code: "PORT_TAKEN" });
    expect(failure?.message).toMatch(/2380.*python3/);
    expect(outcomes(run.events).changed).toBe(0);
  });
});

describe("the start window", () => {
  it("fault 30: starts no member when a host is unplugged during PREPARE, and names the host", async () => {
    // With everything installed the hosts come to PREPARE together, so nobody has to be held for long.
    expect((await site.bootstrap(spec, ["--until", "load-balancer"])).code).toBe(0);
    const show = ["systemctl", "show", "-p", "MainPID", "--value", "quorate-agent"];
    // Not through the host's namespaces: it is at the next step before a program could be started there.
    const agentPid = await first.outerPid(Number((await first.exec(show)).stdout));
    const unplugged = Promise.withResolvers<void>();
    let held: Promise<void> | undefined;
    const stop = await watchEvents(site, (event) => {
      // A frozen first host cannot arm, so PREPARE lasts until the cable of the third is out, whichever of the two comes there first.
      if (event.type === "lease.granted" && event.step === "etcd/data-directory/k8s-master90") {
        held = freeze(agentPid, unplugged.promise);
      }
      if (event.type === "step.finished" && event.step === "etcd/configure/k8s-master93") {
        third.unplug().then(unplugged.resolve, unplugged.reject);
      }
    });
    const run = await site.bootstrap(spec);
    stop();
    await held;
    await third.plug();
    await site.connected(lab.hosts);
    const failure = eventsOf(run.events, "run.finished")[0]?.failure;
    // A peer that cannot reach it and the coordinator that does not hear from it are both right; either may be first.
    expect(["ETCD_NOT_READY_TO_START", "HOST_LOST"]).toContain(failure?.code);
    expect(failure?.message).toContain("k8s-master93");
    expect(eventsOf(run.events, "barrier.fired").filter(({ barrier }) => barrier === "etcd/start")).toEqual([]);
    expect(await Promise.all(lab.hosts.map(etcdRuns))).toEqual([false, false, false]);
  });

  it("fault 32: stops and undoes every member when one etcd dies at its start, and shows its last words", async () => {
    await third.exec(["mv", "/usr/bin/etcd", "/usr/bin/etcd.real"]);
    await third.writeFile("/usr/bin/etcd", "#!/bin/sh\necho 'panic: this binary is broken' >&2\nexit 2\n", 0o755);
    const run = await site.bootstrap(spec);
    await third.exec(["mv", "/usr/bin/etcd.real", "/usr/bin/etcd"]);
    const failure = eventsOf(run.events, "run.finished")[0]?.failure;
    expect(failure).toMatchObject({ code: "ETCD_MEMBER_DIED" });
    expect(failure?.evidence.join("\n")).toContain("this binary is broken");
    expect(await Promise.all(lab.hosts.map(etcdRuns))).toEqual([false, false, false]);
    const kept = await first.exec(["sh", "-c", "ls -d /var/lib/quorate-etcd.canceled-*"]);
    expect(kept.stdout.trim()).not.toBe("");
  });

  it("fault 25: names the disk that filled up under a member's data before any member starts", async () => {
    const small = "/var/lib/small";
    await third.exec(["sh", "-c", `mkdir ${small} && mount -t tmpfs -o size=70m,mode=755 tmpfs ${small}`]);
    const options = { ownEtcd: { dataDir: `${small}/etcd` }, preflight: { minDisk: "64MiB" } };
    let filled: Promise<unknown> | undefined;
    // When preflight has measured it: the whole rest of the run is left for it to fill up.
    const stop = await watchEvents(site, (event) => {
      if (event.type !== "step.finished" || event.step !== `preflight/host/${third.name}`) return;
      filled = third.exec(["fallocate", "-l", "30M", `${small}/filler`]);
    });
    const run = await site.bootstrap(await clusterYaml(lab, { etcd: "3.5", ...options }));
    stop();
    await filled;
    await third.exec(["umount", small]);
    const failure = eventsOf(run.events, "run.finished")[0]?.failure;
    expect(failure, run.stderr).toMatchObject({ code: "ETCD_NOT_READY_TO_START" });
    expect(failure?.message).toMatch(/k8s-master93.*\/var\/lib\/small\/etcd has \d+ MiB free, 64 are needed/);
    expect(eventsOf(run.events, "barrier.fired").filter(({ barrier }) => barrier === "etcd/start")).toEqual([]);
  });

  it("fault 33: forms the computed cluster beside the data of an older one, which is renamed and not read", async () => {
    await second.exec(["sh", "-c", "rm -rf /var/lib/quorate-etcd"]);
    const old = "/usr/bin/etcd --data-dir /var/lib/quorate-etcd --name old";
    await second.exec(["systemd-run", "--unit=old-etcd", ...old.split(" ")]);
    const put = ["sh", "-c", "ETCDCTL_API=3 etcdctl put /registry/old-key from-an-older-cluster"];
    await until(60_000, "the old etcd", async () => (await second.exec(put, { check: false })).code === 0);
    await second.exec(["systemctl", "stop", "old-etcd"]);

    const run = await site.bootstrap(spec);
    expect(run.stderr).toBe("");
    expect(run.code).toBe(0);
    expect(await clusterIdOf(first)).toBe(predictedClusterId(run.events));
    expect(new Set(await Promise.all(lab.hosts.map(clusterIdOf))).size).toBe(1);
    expect(await etcdctl(first, "get", "--prefix", "--keys-only", "/registry")).toBe("");
    const moved = await second.exec(["sh", "-c", "ls -d /var/lib/quorate-etcd.old-*/member"]);
    expect(moved.stdout).toContain("/member");
  });

  it("was recorded moment by moment on one clock", async () => {
    const events = await site.events();
    const { skewMs, quorumMs } = startWindow(
      events.slice(events.findLastIndex(({ event }) => event.type === "run.started")),
    );
    expect(skewMs).toBeGreaterThan(0);
    expect(quorumMs).toBeGreaterThan(0);
    const result = eventsOf(events, "barrier.finished").findLast(({ barrier }) => barrier === "etcd/start")?.result;
    for (const host of lab.hosts) {
      const names = result?.marks.filter((mark) => mark.host === host.name).map(({ name }) => name);
      for (const name of ["command-sent", "started", "port-open", "quorum", "ready"]) expect(names).toContain(name);
    }
  });
});

describe("a finished cluster", () => {
  it("is left alone by a second bootstrap", async () => {
    const run = await site.bootstrap(spec);
    expect(run.code).toBe(0);
    expect(outcomes(run.events)).toMatchObject({ changed: 0, failed: 0 });
  });

  it("plans with exit code 0: nothing is pending", async () => {
    expect(await planExit()).toBe(0);
  });

  it("lives on without its coordinator and without a single agent", async () => {
    await site.stop();
    for (const host of lab.hosts) await host.exec(["systemctl", "stop", "quorate-agent"]);
    await etcdctl(first, "put", "/test/alone", "yes");
    expect(await etcdctl(third, "get", "/test/alone", "--print-value-only")).toBe("yes\n");
    await soleHolder(lab, 0);
    for (const host of lab.hosts) await host.exec(["systemctl", "start", "quorate-agent"]);
    await site.serve({ keep: true });
    await site.connected(lab.hosts);
  });

  it("gives root an etcdctl that needs no flags on every host", async () => {
    for (const host of lab.hosts) expect((await etcdctl(host, "member", "list")).trim().split("\n")).toHaveLength(3);
  });

  it("refuses a client without a certificate on both etcd ports", async () => {
    for (const port of [2379, 2380]) {
      const answer = await lab.operator.exec(
        ["curl", "-sk", "--max-time", "5", `https://${first.address}:${port}/version`],
        {
          check: false,
        },
      );
      expect(answer.code).not.toBe(0);
    }
  });

  it("fault 62: moves the VIP within 3 s when haproxy stops on its holder", async () => {
    // Three times, one after the other: what a busy machine adds to one of them is not keepalived's.
    const seconds: number[] = [];
    for (let times = 0; times < 3; times++) {
      const failover = await stopHaproxyOnHolder(lab);
      expect(failover.to).not.toBe(failover.from);
      seconds.push(failover.seconds);
    }
    expect(seconds.toSorted((a, b) => a - b)[1], `of ${seconds.join(", ")} s`).toBeLessThanOrEqual(3);
  });

  it("fault 63: has one holder again after keepalived was killed on it", async () => {
    const holder = await soleHolder(lab, 0);
    const show = ["systemctl", "show", "-p", "MainPID,ActiveState", "keepalived"];
    const before = (await holder.exec(show)).stdout;
    await holder.exec(["systemctl", "kill", "--signal=SIGKILL", "--kill-whom=all", "keepalived"]);
    // Who is killed takes no address away: until it runs again it holds what another has taken.
    await until(60_000, "keepalived to run again", async () => {
      const now = (await holder.exec(show)).stdout;
      return (now.includes("ActiveState=active") && now !== before) || now;
    });
    await soleHolder(lab);
    const dial = `exec 3<>/dev/tcp/${vip}/${endpointPort}`;
    await until(30_000, "the port to answer through the VIP", async () => {
      const { code, stderr } = await lab.operator.exec(["bash", "-c", dial], { check: false });
      return code === 0 || stderr;
    });
  });

  it("fault 61: has one holder on a network that passes no multicast", async () => {
    const flood = (ways: "on" | "off") =>
      Promise.all(
        lab.hosts.map(({ name }) =>
          lab.operator.exec(["ip", "link", "set", "dev", name, "type", "bridge_slave", "mcast_flood", ways]),
        ),
      );
    await flood("off");
    try {
      await Promise.all(lab.hosts.map((host) => host.exec(["systemctl", "restart", "keepalived"])));
      // Who hears nobody takes the address after three intervals and a little more (RFC 5798, 6.1).
      await soleHolder(lab, 6_000);
    } finally {
      await flood("on");
    }
  });

  it("keeps its quorum and its data when one host loses power, and is whole again after it returns", async () => {
    await etcdctl(first, "put", "/test/power", "on");
    await third.powerOff();
    expect(await etcdctl(second, "get", "/test/power", "--print-value-only")).toBe("on\n");
    await third.boot();
    await until(180_000, "the third member", () => healthy(third));
  });
});
