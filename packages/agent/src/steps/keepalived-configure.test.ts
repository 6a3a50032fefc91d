import { describe, expect, it } from "vitest";
import { command, exited, type FakeHostOptions, fakeHost, succeeded } from "../../../../test/fakes/fake-host.ts";
import { fakeStepContext } from "../../../../test/fakes/fake-step-context.ts";
import { FakeSystemd, type FakeSystemdOptions } from "../../../../test/fakes/fake-systemd.ts";
import type { KeepalivedInput } from "./keepalived/config.ts";
import { keepalivedConfigure } from "./keepalived-configure.ts";

const input: KeepalivedInput = {
  configFile: "/etc/keepalived/keepalived.conf",
  routerId: "k8s-master90",
  virtualRouterId: 33,
  priority: 200,
  interface: "host0",
  address: "192.168.1.90",
  peers: ["192.168.1.91", "192.168.1.93"],
  vip: "192.168.1.33",
  prefix: 24,
  advertIntervalMs: 1000,
  authSecret: "vrrp-auth",
};

const onMachine = `# managed by quorate
global_defs {
    router_id k8s-master90
    vrrp_version 2
    vrrp_check_unicast_src
    script_user root
    enable_script_security
}

vrrp_track_process haproxy {
    process haproxy
    weight 0
    quorum 1
    # systemd brings haproxy back in less: no reason to move the address.
    terminate_delay 1
}

vrrp_instance quorate {
    state BACKUP
    nopreempt
    interface host0
    virtual_router_id 33
    priority 200
    advert_int 1
    unicast_src_ip 192.168.1.90
    unicast_peer {
        192.168.1.91
        192.168.1.93
    }
    authentication {
        auth_type PASS
        auth_pass hush1234
    }
    virtual_ipaddress {
        192.168.1.33/24 dev host0
    }
    track_process {
        haproxy
    }
}
`;

const byScript = onMachine
  .replace(
    /vrrp_track_process haproxy \{[^}]*\}/,
    `vrrp_script haproxy {\n    script "/bin/sh -c 'read -r pid < /run/haproxy.pid && read -r name < /proc/$pid/comm && [ x$name = xhaproxy ]'"\n    interval 1\n    timeout 1\n    fall 2\n    rise 2\n}`,
  )
  .replace("track_process {", "track_script {");

interface World extends FakeSystemdOptions {
  readonly version?: string;
  readonly checker?: ReturnType<typeof exited>;
  readonly files?: FakeHostOptions["files"];
  readonly password?: string;
}

function world(options: World = {}) {
  const systemd = new FakeSystemd({ units: { "keepalived.service": {} }, ...options });
  const host = fakeHost({
    files: { "/usr/sbin/keepalived": "", ...options.files },
    commands: [
      systemd.command,
      // It tells its version on standard error.
      command(["keepalived", "--version"], exited(0, options.version ?? "Keepalived v2.2.7 (01/16,2022)")),
      command(["keepalived", "--config-test"], options.checker ?? succeeded()),
    ],
  });
  const ctx = fakeStepContext(host, { secrets: { "vrrp-auth": options.password ?? "hush1234" } });
  return { host, systemd, ctx };
}

describe("keepalived.configure", () => {
  it("writes the whole configuration for root alone, enables and starts, and then finds nothing to do", async () => {
    const { host, systemd, ctx } = world();
    expect(await keepalivedConfigure.probe(input, ctx)).not.toEqual([]);
    await keepalivedConfigure.apply(input, ctx);
    expect(host.files.text("/etc/keepalived/keepalived.conf")).toBe(onMachine);
    expect(await host.files.status("/etc/keepalived/keepalived.conf")).toMatchObject({ mode: 0o600, uid: 0 });
    expect(await host.files.list("/etc/keepalived")).toEqual(["keepalived.conf"]);
    expect(systemd.units.get("keepalived.service")).toMatchObject({ active: "active", fileState: "enabled" });
    expect(await keepalivedConfigure.probe(input, ctx)).toEqual([]);
  });

  it("fault 61: names its peers one by one, so that a network without multicast has one holder", async () => {
    const { host, ctx } = world();
    await keepalivedConfigure.apply(input, ctx);
    const text = (await host.files.read(input.configFile)) ?? "";
    expect(text).toMatch(/unicast_src_ip 192\.168\.1\.90\n\s+unicast_peer \{\s+192\.168\.1\.91\s+192\.168\.1\.93\s+\}/);
    expect(text).toContain("vrrp_check_unicast_src");
  });

  it("fault 63: has systemd bring a killed keepalived back for ever, since only its restart removes the address it left", async () => {
    const { host, systemd, ctx } = world();
    await keepalivedConfigure.apply(input, ctx);
    expect(host.files.text("/etc/systemd/system/keepalived.service.d/quorate.conf")).toBe(
      "# managed by quorate\n[Unit]\nStartLimitIntervalSec=0\n\n[Service]\nRestart=always\nRestartSec=1\n",
    );
    expect(systemd.reloads).toBe(1);
  });

  it("checks haproxy by a script in a container, where the kernel tells no process events", async () => {
    const { host, ctx } = world({ files: { "/run/systemd/container": "systemd-nspawn\n" } });
    await keepalivedConfigure.apply(input, ctx);
    expect(host.files.text("/etc/keepalived/keepalived.conf")).toBe(byScript);
    expect(await keepalivedConfigure.probe(input, ctx)).toEqual([]);
  });

  it("checks haproxy by a script, and tests no configuration, with the keepalived of CentOS 7", async () => {
    const { host, ctx } = world({ version: "Keepalived v1.3.5 (03/19,2017), git commit v1.3.5-6-g6fa32f2" });
    await keepalivedConfigure.apply(input, ctx);
    expect(host.files.text("/etc/keepalived/keepalived.conf")).toBe(byScript);
    expect(host.executed.some((argv) => argv.includes("--config-test"))).toBe(false);
    expect(ctx.lines).toEqual(["keepalived 1.3.5 cannot test a configuration: it is written unchecked"]);
  });

  it("fault 64: keeps the check in its own file, so that no script can be missing or writable by others; one that hangs counts as failed after a second", async () => {
    const { host, ctx } = world({ files: { "/run/systemd/container": "docker" } });
    await keepalivedConfigure.apply(input, ctx);
    const text = (await host.files.read(input.configFile)) ?? "";
    expect(text).toMatch(/vrrp_script haproxy \{\s+script "\/bin\/sh -c '[^"#!]*'"\s+interval 1\s+timeout 1\s+fall 2/);
  });

  it("never shows the password, not even when it differs", async () => {
    const { host, ctx } = world();
    await keepalivedConfigure.apply(input, ctx);
    host.files.put("/etc/keepalived/keepalived.conf", {
      kind: "file",
      text: onMachine.replace("hush1234", "older123"),
      mode: 0o600,
      owner: "root",
    });
    expect(await keepalivedConfigure.probe(input, ctx)).toEqual([
      { what: "/etc/keepalived/keepalived.conf", have: "other contents", want: "the contents of the plan" },
    ]);
    expect(JSON.stringify([ctx.lines, host.executed])).not.toMatch(/hush|older/);
  });

  it("refuses a password that would end its line in the file", async () => {
    const { ctx } = world({ password: "a\n}" });
    await expect(keepalivedConfigure.apply(input, ctx)).rejects.toMatchObject({ code: "STEP_INPUT_INVALID" });
  });

  it("keeps the old file when keepalived refuses the new one", async () => {
    const { host, ctx } = world({
      checker: exited(5, "(/etc/keepalived/keepalived.conf.candidate: Line 14) Unknown keyword 'fail'"),
      files: { "/etc/keepalived/keepalived.conf": "old" },
    });
    await expect(keepalivedConfigure.apply(input, ctx)).rejects.toMatchObject({
      code: "CONFIG_REJECTED",
      evidence: [expect.stringContaining("Unknown keyword 'fail'")],
    });
    expect(host.files.text("/etc/keepalived/keepalived.conf")).toBe("old");
  });

  it("reloads a running keepalived, so that the address stays where it is", async () => {
    const { host, ctx } = world({ units: { "keepalived.service": { active: "active", fileState: "enabled" } } });
    await keepalivedConfigure.apply(input, ctx);
    const verbs = host.executed.filter(([program]) => program === "systemctl").map(([, verb]) => verb);
    expect(verbs).toContain("reload");
    expect(verbs).not.toContain("start");
  });

  it("speaks VRRP version 3, which has no passwords, for IPv6 and for intervals below a second", async () => {
    const { host, ctx } = world();
    await keepalivedConfigure.apply({ ...input, advertIntervalMs: 300 }, ctx);
    const text = host.files.text("/etc/keepalived/keepalived.conf");
    expect(text).toContain("    vrrp_version 3\n");
    expect(text).toContain("    advert_int 0.3\n");
    expect(text).not.toContain("authentication");
  });

  it("is told to nobody when there is a single host", async () => {
    const { host, ctx } = world();
    await keepalivedConfigure.apply({ ...input, peers: [] }, ctx);
    expect(host.files.text("/etc/keepalived/keepalived.conf")).not.toMatch(/unicast_(?:src_ip|peer)/);
  });

  it("shows the journal of a keepalived that fails to start", async () => {
    const { ctx } = world({
      onStart: () => ({ active: "failed", sub: "failed", result: "exit-code", journal: ["no such interface"] }),
    });
    await expect(keepalivedConfigure.apply(input, ctx)).rejects.toMatchObject({ evidence: ["no such interface"] });
  });

  it("says that keepalived is not installed instead of failing to look", async () => {
    const host = fakeHost();
    const ctx = fakeStepContext(host);
    expect(await keepalivedConfigure.probe(input, ctx)).toEqual([
      { what: "keepalived", have: "not installed", want: "configured" },
    ]);
  });
});
