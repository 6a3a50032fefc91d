import type { CheckResult } from "@quorate/shared/step/preflight";
import { describe, expect, it } from "vitest";
import { command, type FakeHost, type FakeHostOptions, fakeHost, succeeded } from "../../../../test/fakes/fake-host.ts";
import { listeningProcess, tcpTable } from "../../../../test/fakes/fake-proc.ts";
import { type FakeStepContext, fakeStepContext } from "../../../../test/fakes/fake-step-context.ts";
import { InstantClock } from "../../../../test/fakes/instant-clock.ts";
import { preflightHost } from "./preflight-host.ts";

const own = { interface: "eth0", address: "192.168.1.90", prefix: 24, mac: "02:00:00:00:00:90" };
const vip = "192.168.1.33";
const input = {
  address: own.address,
  interface: "eth0",
  vip,
  minimum: { cpus: 2, memoryMiB: 1700, diskMiB: 2048, fsyncP99Ms: 50 },
  dataDir: "/var/lib/quorate-etcd",
  ports: [
    { port: 2379, unit: "etcd.service" },
    { port: 12_567, unit: "haproxy.service" },
  ],
  ignore: [] as string[],
  members: [] as string[],
};
const goodFiles = {
  "/proc/self/status": "Name:\tnode\nUid:\t0\t0\t0\t0\n",
  "/proc/meminfo": "MemTotal:        4096000 kB\n",
  "/proc/net/snmp": "Ip: Forwarding InUnknownProtos\nIp: 1 0\n",
  "/proc/net/arp": "IP address HW type Flags HW address Mask Device\n",
  "/sys/devices/system/cpu/online": "0-1\n",
  "/sys/fs/cgroup/cgroup.controllers": "cpuset cpu io memory pids\n",
  "/run/systemd/system/x": "",
  "/usr/bin/apt-get": "",
  ...listeningProcess({ pid: 300, command: "chronyd", cgroup: "0::/system.slice/chrony.service" }),
};

function good(options: FakeHostOptions = {}): FakeHost {
  return fakeHost({ addresses: [own], ...options, files: { ...goodFiles, ...options.files } });
}

async function checks(
  host: FakeHost,
  change: Partial<typeof input> = {},
  ctx: FakeStepContext = fakeStepContext(host),
): Promise<readonly CheckResult[]> {
  return (await preflightHost.check({ ...input, ...change }, ctx)).checks;
}

async function problem(
  host: FakeHost,
  id: string,
  change: Partial<typeof input> = {},
): Promise<CheckResult | undefined> {
  return (await checks(host, { ...change, ignore: [id] })).find((check) => check.id === id && check.severity !== "ok");
}

const refusal = (host: FakeHost, change: Partial<typeof input> = {}) =>
  checks(host, change).then(
    () => undefined,
    (error: unknown) => error,
  );

describe("preflight.host", () => {
  it("passes a good host with every check told, starting no program and leaving no socket", async () => {
    const host = good();
    const found = await checks(host);
    expect(found.filter(({ severity }) => severity !== "ok")).toEqual([]);
    expect(found.map(({ id }) => id)).toEqual([
      ...["ROOT", "OS", "CGROUP", "CGROUP-CONTROLLERS", "CPU", "MEMORY", "DISK", "TIME-SYNC", "IP-LOCAL"],
      ...["PORT-2379", "PORT-12567", "VIP-FREE", "VRRP-QUIET", "FSYNC", "OLD-CLUSTER"],
    ]);
    expect(host.executed).toEqual([]);
    expect([...host.sockets]).toEqual([]);
  });

  it("names everything that is wrong at once, with the way out of the first", async () => {
    const host = good({ files: { "/sys/devices/system/cpu/online": "0\n" }, freeMiB: 100 });
    expect(await refusal(host)).toMatchObject({
      code: "PREFLIGHT_FAILED",
      message: "CPU: 1 CPUs, 2 needed; DISK: 100 MiB free for /var/lib/quorate-etcd, 2048 needed",
      hint: "give the host 2 CPUs",
      evidence: [expect.stringContaining("CPU"), expect.stringContaining("DISK")],
    });
  });

  it("shows an excepted error and goes on", async () => {
    const host = good({ freeMiB: 100 });
    const ctx = fakeStepContext(host);
    const found = await checks(host, { ignore: ["DISK"] }, ctx);
    expect(found.find(({ id }) => id === "DISK")?.severity).toBe("ignored");
    expect(ctx.lines).toContainEqual(expect.stringContaining("ignored: DISK"));
  });

  it("wants root, systemd and a package manager it knows", async () => {
    const user = good({ files: { "/proc/self/status": "Uid:\t1000\t0\t0\t0\n" } });
    expect((await problem(user, "ROOT"))?.detail).toBe("the agent runs as user 1000");
    const bare = good();
    bare.files.entries.delete("/usr/bin/apt-get");
    expect((await problem(bare, "OS"))?.detail).toContain("neither apt, dnf nor yum");
    bare.files.entries.delete("/run/systemd/system");
    expect((await problem(bare, "OS"))?.detail).toContain("systemd is not in charge");
  });

  it("counts CPUs in ranges and memory in MiB", async () => {
    const host = good({
      files: { "/sys/devices/system/cpu/online": "0,2-4\n", "/proc/meminfo": "MemTotal: 1023999 kB\n" },
    });
    const found = await checks(host, { ignore: ["MEMORY"] });
    expect(found.find(({ id }) => id === "CPU")?.detail).toBe("4 CPUs, 2 needed");
    expect(found.find(({ id }) => id === "MEMORY")?.detail).toBe("999 MiB of memory, 1700 needed");
  });

  it("warns when nothing keeps the clock in time, and not in a container", async () => {
    const host = good();
    host.files.entries.delete("/proc/300/comm");
    expect((await problem(host, "TIME-SYNC"))?.severity).toBe("warning");
    host.files.put("/run/systemd/container", "systemd-nspawn\n");
    expect(await problem(host, "TIME-SYNC")).toBeUndefined();
  });

  it("fault 37: finds the process that holds a port, and how to stop it", async () => {
    const host = good({
      files: {
        "/proc/net/tcp": tcpTable([{ local: "00000000:094B", inode: "77" }]),
        ...listeningProcess({ pid: 812, command: "etcd-old", inode: "77", cgroup: "0::/system.slice/old.service" }),
      },
    });
    expect(await refusal(host)).toMatchObject({
      code: "PORT_TAKEN",
      message: "PORT-2379: port 2379 on 0.0.0.0 is held by pid 812 (etcd-old), and etcd.service needs it",
      hint: "systemctl disable --now old.service",
    });
    expect((await problem(host, "PORT-2379"))?.severity).toBe("ignored");
    expect(await refusal(host, { ignore: ["PORT"] })).toBeUndefined();
  });

  it("takes a port as free that its own unit holds", async () => {
    const host = good({
      files: {
        "/proc/net/tcp": tcpTable([{ local: "00000000:3117", inode: "78" }]),
        ...listeningProcess({ pid: 900, command: "haproxy", inode: "78", cgroup: "0::/system.slice/haproxy.service" }),
      },
    });
    const found = await checks(host);
    expect(found.find(({ id }) => id === "PORT-12567")).toMatchObject({
      severity: "ok",
      detail: "port 12567 is held by haproxy.service (pid 900)",
    });
  });

  it("wants the address on the interface of the spec, in the network of the VIP", async () => {
    expect((await problem(good(), "IP-LOCAL", { address: "192.168.1.99" }))?.detail).toContain("is not on this host");
    expect((await problem(good(), "IP-LOCAL", { interface: "eth1" }))?.detail).toContain("no interface eth1");
    expect((await problem(good(), "IP-LOCAL", { vip: "10.0.0.33" }))?.detail).toContain("not in the network");
  });

  it("fault 60: finds a stranger on the VIP by the answer to one datagram", async () => {
    const host = good({
      onDatagram: (address, files) =>
        files.put(
          "/proc/net/arp",
          `IP address HW type Flags HW address Mask Device\n${address} 0x1 0x2 02:aa:bb:cc:dd:ee * eth0\n`,
        ),
    });
    expect(await refusal(host)).toMatchObject({
      code: "VIP_TAKEN",
      message: "VIP-FREE: the VIP 192.168.1.33 is in use: 02:aa:bb:cc:dd:ee answers for it",
    });
  });

  it("does not take what the kernel remembers for an answer: the address may have been freed since", async () => {
    const remembered =
      "IP address HW type Flags HW address Mask Device\n192.168.1.33 0x1 0x2 02:aa:bb:cc:dd:ee * eth0\n";
    const host: FakeHost = good({
      files: { "/proc/net/arp": remembered, "/usr/sbin/ip": "" },
      commands: [
        command(["ip", "-4", "neigh", "flush", "to", vip], () => {
          host.files.put("/proc/net/arp", goodFiles["/proc/net/arp"]);
          return succeeded();
        }),
      ],
    });
    expect((await checks(host)).find(({ id }) => id === "VIP-FREE")?.severity).toBe("ok");
  });

  it("lets a member of this cluster serve the VIP since an earlier run", async () => {
    const host = good({
      onDatagram: (address, files) => {
        const mac = address.endsWith(".92") ? "02:00:00:00:00:92" : "02:00:00:00:00:91";
        files.put("/proc/net/arp", `${files.text("/proc/net/arp")}${address} 0x1 0x2 ${mac} * eth0\n`);
      },
    });
    const members = [own.address, "192.168.1.92", "192.168.1.91"];
    const found = await checks(host, { members });
    expect(found.find(({ id }) => id === "VIP-FREE")?.detail).toContain("192.168.1.91, a host of this cluster");
    expect(await refusal(host, { members: [own.address, "192.168.1.92"] })).toMatchObject({ code: "VIP_TAKEN" });
  });

  it("refuses a VIP on this host, unless keepalived of ours serves it", async () => {
    const host = good({ addresses: [own, { ...own, address: vip, prefix: 32 }] });
    expect(await refusal(host)).toMatchObject({ code: "VIP_TAKEN" });
    host.files.put("/etc/keepalived/keepalived.conf", "# managed by quorate\n");
    expect(await refusal(host)).toBeUndefined();
  });

  it("fault 66: warns when packages of an unknown protocol come in while it listens, and leaves the group", async () => {
    const host = good();
    let before = 0;
    const clock = new InstantClock((now) => {
      if (now - before >= 1_500) host.files.put("/proc/net/snmp", "Ip: Forwarding InUnknownProtos\nIp: 1 3\n");
      before = now;
    }, 0);
    const found = await checks(host, {}, fakeStepContext(host, { clock }));
    expect(found.find(({ id }) => id === "VRRP-QUIET")).toMatchObject({ severity: "warning" });
    expect([...host.sockets]).toEqual([]);
  });

  it("does not listen for VRRP where a program of the host speaks it", async () => {
    const host = good({ files: { "/proc/net/raw": "  sl  local_address\n 112: 00000000:0070 00000000:0000 07\n" } });
    const clock = new InstantClock(() => host.files.put("/proc/net/snmp", "Ip: InUnknownProtos\nIp: 9\n"));
    const found = await checks(host, {}, fakeStepContext(host, { clock }));
    expect(found.find(({ id }) => id === "VRRP-QUIET")?.severity).toBe("ok");
  });

  it("warns about a slow disk, and does not measure beside a member of ours", async () => {
    const slow = { syncTimes: [...new Array<number>(59).fill(1), 80] };
    expect(await problem(good(slow), "FSYNC")).toMatchObject({
      severity: "warning",
      detail: "99 of 100 writes are safe within 80.0 ms (60 measured), limit 50 ms",
    });
    const member = good({ ...slow, files: { "/etc/quorate/etcd-generation.json": "{}" } });
    expect(await problem(member, "FSYNC")).toBeUndefined();
  });

  it("warns of leftovers and promises to delete nothing", async () => {
    const host = good({
      files: {
        "/var/lib/quorate-etcd/member/snap/db": "",
        "/etc/kubernetes/admin.conf": "",
        "/etc/kubernetes/manifests/x.yaml": "",
      },
    });
    const found = (await checks(host)).filter(({ id }) => id === "OLD-CLUSTER");
    expect(found.map(({ severity }) => severity)).toEqual(["warning", "warning"]);
    expect(found[0]?.detail).toContain("will be renamed, never deleted");
    expect(found[1]?.fix).toContain("--skip-phases=remove-etcd-member");
  });

  it("refuses a host where another cluster still runs, and accepts a member of ours", async () => {
    const etcd = listeningProcess({ pid: 55, command: "etcd", cgroup: "0::/system.slice/etcd.service" });
    const host = good({ files: etcd });
    expect(await refusal(host)).toMatchObject({
      code: "PREFLIGHT_FAILED",
      message: "OLD-CLUSTER: etcd of another cluster runs here (pid 55)",
    });
    host.files.put("/etc/quorate/etcd-generation.json", "{}");
    expect(await refusal(host)).toBeUndefined();
  });

  it("minds a running kubelet only when it belongs to a cluster", async () => {
    const host = good({
      files: listeningProcess({ pid: 56, command: "kubelet", cgroup: "0::/system.slice/kubelet.service" }),
    });
    expect(await refusal(host)).toBeUndefined();
    host.files.put("/etc/kubernetes/kubelet.conf", "");
    expect(await refusal(host)).toMatchObject({ code: "PREFLIGHT_FAILED" });
  });
});
