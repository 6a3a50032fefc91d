import { describe, expect, it } from "vitest";
import { command, exited, type FakeHost, fakeHost, succeeded } from "../../../../test/fakes/fake-host.ts";
import { fakeStepContext } from "../../../../test/fakes/fake-step-context.ts";
import { FakeSystemd, type FakeSystemdOptions } from "../../../../test/fakes/fake-systemd.ts";
import { InstantClock } from "../../../../test/fakes/instant-clock.ts";
import type { HaproxyInput } from "./haproxy/config.ts";
import { haproxyConfigure } from "./haproxy-configure.ts";

const input: HaproxyInput = {
  configFile: "/etc/haproxy/haproxy.cfg",
  port: 12567,
  backends: [
    { name: "k8s-master90", address: "192.168.1.90", port: 6443 },
    { name: "k8s-master91", address: "192.168.1.91", port: 6443 },
  ],
  healthPath: "/readyz",
  clientTimeoutMs: 3_600_000,
};

const debian = `# managed by quorate
global
    log stdout format raw daemon info
    chroot /var/lib/haproxy
    user haproxy
    group haproxy
    stats socket /run/haproxy/admin.sock mode 660 level admin
    maxconn 4000
    # After a reload the old process checks no apiserver any more: its sessions to one that hangs would never end.
    hard-stop-after 30s

defaults
    mode tcp
    log global
    option tcplog
    option dontlognull
    option redispatch
    retries 3
    maxconn 4000
    timeout connect 5s
    timeout queue 1m
    timeout client 1h
    timeout server 1h
    timeout tunnel 1d
    timeout client-fin 30s
    timeout server-fin 30s
    # A busy apiserver may need more than the interval between two checks.
    timeout check 3s
    option clitcpka
    option srvtcpka

frontend kubernetes-apiserver
    # Every address, so that it works whoever holds the virtual IP.
    bind *:12567
    default_backend kubernetes-apiserver

backend kubernetes-apiserver
    balance roundrobin
    option httpchk GET /readyz
    http-check expect status 200
    default-server inter 1s fall 2 rise 2 on-marked-down shutdown-sessions
    # verify none: Kubernetes has no CA yet. It concerns the health check alone, which only decides who gets traffic;
    # the connections themselves pass through and are verified end to end by the clients.
    server k8s-master90 192.168.1.90:6443 check check-ssl verify none
    server k8s-master91 192.168.1.91:6443 check check-ssl verify none
`;

/** 12567 is 0x3117; state 0A listens. */
const listening =
  "  sl  local_address rem_address   st\n   0: 00000000:3117 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4711 1\n";
const installed = {
  "/etc/passwd": "root:x:0:0::/root:/bin/sh\nhaproxy:x:101:102::/var/lib/haproxy:/bin/false\n",
  "/etc/group": "root:x:0:\nhaproxy:x:102:\n",
  "/run/haproxy": { kind: "directory", mode: 0o755, owner: "root" },
  "/var/lib/haproxy/dev": { kind: "directory", mode: 0o755, owner: "root" },
} as const;

interface World extends FakeSystemdOptions {
  readonly version?: string;
  readonly checker?: ReturnType<typeof exited>;
  readonly files?: NonNullable<Parameters<typeof fakeHost>[0]>["files"];
}

function world(options: World = {}) {
  const systemd: FakeSystemd = new FakeSystemd({
    units: options.units ?? { "haproxy.service": {} },
    onStart: (unit) => {
      const told = options.onStart?.(unit);
      if (!told) host.files.put("/proc/net/tcp", listening);
      return told;
    },
  });
  const host: FakeHost = fakeHost({
    files: { ...installed, ...options.files },
    commands: [
      systemd.command,
      command(["haproxy", "-v"], succeeded(options.version ?? "HAProxy version 2.6.12-1+deb12u4 2026/10/17")),
      command(["haproxy", "-c"], options.checker ?? succeeded("Configuration file is valid")),
      command(["setsebool"], () => {
        host.files.put("/sys/fs/selinux/booleans/haproxy_connect_any", "1 1");
        return succeeded();
      }),
    ],
  });
  return { host, systemd, ctx: fakeStepContext(host) };
}

describe("haproxy.configure", () => {
  it("writes the whole configuration, enables and starts, and then finds nothing to do", async () => {
    const { host, systemd, ctx } = world();
    expect(await haproxyConfigure.probe(input, ctx)).not.toEqual([]);
    await haproxyConfigure.apply(input, ctx);
    expect(host.files.text("/etc/haproxy/haproxy.cfg")).toBe(debian);
    expect(systemd.units.get("haproxy.service")).toMatchObject({ active: "active", fileState: "enabled" });
    expect(await haproxyConfigure.probe(input, ctx)).toEqual([]);
  });

  it("waits until systemd calls the unit active, which comes a moment after the port", async () => {
    const { host, systemd } = world({
      onStart: () => {
        host.files.put("/proc/net/tcp", listening);
        return { active: "activating" };
      },
    });
    const clock = new InstantClock();
    clock.sleep = async () => {
      const unit = systemd.units.get("haproxy.service");
      if (unit) systemd.units.set("haproxy.service", { ...unit, active: "active" });
    };
    const ctx = fakeStepContext(host, { clock });
    await haproxyConfigure.apply(input, ctx);
    expect(await haproxyConfigure.probe(input, ctx)).toEqual([]);
  });

  it("looks with one program start", async () => {
    const { host, ctx } = world();
    await haproxyConfigure.probe(input, ctx);
    expect(host.executed.map(([program, verb]) => `${program} ${verb}`)).toEqual(["systemctl show"]);
  });

  it("keeps the old file when haproxy refuses the new one", async () => {
    const checker = exited(
      1,
      "[ALERT] (1) : config : unknown keyword 'check-sxl'\n[ALERT] (1) : config : Fatal errors",
    );
    const { host, systemd, ctx } = world({ checker, files: { "/etc/haproxy/haproxy.cfg": "old" } });
    await expect(haproxyConfigure.apply(input, ctx)).rejects.toMatchObject({
      code: "CONFIG_REJECTED",
      evidence: [expect.stringContaining("check-sxl"), expect.stringContaining("Fatal")],
    });
    expect(host.files.text("/etc/haproxy/haproxy.cfg")).toBe("old");
    expect(await host.files.list("/etc/haproxy")).toEqual(["haproxy.cfg"]);
    expect(systemd.units.get("haproxy.service")?.active).toBe("inactive");
  });

  it("reloads a running haproxy, so that its connections live on", async () => {
    const { host, ctx } = world({
      units: { "haproxy.service": { active: "active", fileState: "enabled" } },
      files: { "/proc/net/tcp": listening },
    });
    await haproxyConfigure.apply(input, ctx);
    const verbs = host.executed.filter(([program]) => program === "systemctl").map(([, verb]) => verb);
    expect(verbs).toContain("reload");
    expect(verbs).not.toContain("start");
    expect(verbs).not.toContain("restart");
  });

  it("fault 65: takes an apiserver out that takes connections and does not answer, and ends its sessions", async () => {
    const { host, ctx } = world();
    await haproxyConfigure.apply(input, ctx);
    const text = (await host.files.read(input.configFile)) ?? "";
    expect(text).toContain("option httpchk GET /readyz");
    expect(text).toContain("timeout check 3s");
    expect(text).toContain("default-server inter 1s fall 2 rise 2 on-marked-down shutdown-sessions");
  });

  it("verifies the apiservers' certificates in the health check once there is a CA", async () => {
    const { host, ctx } = world();
    await haproxyConfigure.apply({ ...input, backendCaFile: "/etc/kubernetes/pki/ca.crt" }, ctx);
    const text = host.files.text("/etc/haproxy/haproxy.cfg");
    expect(text).toContain("check check-ssl verify required ca-file /etc/kubernetes/pki/ca.crt\n");
    expect(text).not.toContain("verify none");
  });

  it("logs to the syslog socket and leaves the chroot out where haproxy is too old and no syslog is inside", async () => {
    const { host, ctx } = world({
      version: "HA-Proxy version 1.5.18 2016/05/10",
      files: { "/var/lib/haproxy/dev": "no directory" },
    });
    await haproxyConfigure.apply(input, ctx);
    expect(host.files.text("/etc/haproxy/haproxy.cfg")).toContain(
      "global\n    log /dev/log daemon info\n    user haproxy\n",
    );
    expect(await haproxyConfigure.probe(input, ctx)).toEqual([]);
  });

  it.each([
    ["HA-Proxy version 1.5.18 2016/05/10", false],
    ["HA-Proxy version 1.8.27-493ce0b 2020/11/06", true],
  ])("fault 65: ends what a reload left running where haproxy can: %s", async (version, can) => {
    const { host, ctx } = world({ version });
    await haproxyConfigure.apply(input, ctx);
    expect(host.files.text("/etc/haproxy/haproxy.cfg")?.includes("hard-stop-after 30s")).toBe(can);
    expect(await haproxyConfigure.probe(input, ctx)).toEqual([]);
  });

  it("keeps the control socket where EL has room for it", async () => {
    const { host, ctx } = world({ files: { "/run/haproxy": "no directory" } });
    await haproxyConfigure.apply(input, ctx);
    expect(host.files.text("/etc/haproxy/haproxy.cfg")).toContain(
      "    stats socket /var/lib/haproxy/stats mode 660 level admin\n",
    );
  });

  it("listens on IPv6 and IPv4 when the apiservers have IPv6 addresses", async () => {
    const { host, ctx } = world();
    const backends = [{ name: "k8s-master90", address: "fd00::90", port: 6443 }];
    await haproxyConfigure.apply({ ...input, backends }, ctx);
    const text = host.files.text("/etc/haproxy/haproxy.cfg");
    expect(text).toContain("    bind :::12567 v4v6\n");
    expect(text).toContain("    server k8s-master90 [fd00::90]:6443 check check-ssl verify none\n");
  });

  it("turns the SELinux boolean on that lets haproxy use the port", async () => {
    const { host, ctx } = world({ files: { "/sys/fs/selinux/booleans/haproxy_connect_any": "0 0" } });
    expect(await haproxyConfigure.probe(input, ctx)).toContainEqual({
      what: "SELinux boolean haproxy_connect_any",
      have: "off",
      want: "on",
    });
    await haproxyConfigure.apply(input, ctx);
    expect(host.executed).toContainEqual(["setsebool", "-P", "haproxy_connect_any", "on"]);
    expect(await haproxyConfigure.probe(input, ctx)).toEqual([]);
  });

  it("names the process that holds the port, and starts nothing", async () => {
    const { systemd, ctx } = world({
      files: {
        "/proc/net/tcp": listening,
        "/proc/77/comm": "nginx\n",
        "/proc/77/cgroup": "0::/system.slice/nginx.service\n",
        "/proc/77/fd/5": { kind: "link", target: "socket:[4711]" },
      },
    });
    await expect(haproxyConfigure.apply(input, ctx)).rejects.toMatchObject({
      code: "PORT_TAKEN",
      message: "port 12567 is held by nginx (pid 77)",
    });
    expect(systemd.units.get("haproxy.service")?.active).toBe("inactive");
  });

  it("shows the journal of a haproxy that fails to start", async () => {
    const { ctx } = world({
      onStart: () => ({ active: "failed", sub: "failed", result: "exit-code", journal: ["cannot bind socket"] }),
    });
    await expect(haproxyConfigure.apply(input, ctx)).rejects.toMatchObject({
      code: "STEP_COMMAND_FAILED",
      message: "haproxy.service failed (exit-code)",
      evidence: ["cannot bind socket"],
    });
  });

  it("gives up on a haproxy that runs and never listens", async () => {
    const { ctx } = world({ onStart: () => ({ active: "active" }) });
    await expect(haproxyConfigure.apply(input, ctx)).rejects.toMatchObject({
      message: "haproxy.service does not listen on port 12567 after 10 s",
    });
  });
});
