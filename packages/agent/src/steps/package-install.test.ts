import { describe, expect, it } from "vitest";
import {
  command,
  exited,
  type FakeHost,
  type FakeHostOptions,
  fakeHost,
  succeeded,
} from "../../../../test/fakes/fake-host.ts";
import { fakeStepContext } from "../../../../test/fakes/fake-step-context.ts";
import type { ExecResult } from "../host/host.ts";
import { packageInstall } from "./package-install.ts";
import type { InstallInput } from "./packages/backend.ts";

const wanted = (name: string, version?: string, hold = false): InstallInput["packages"][number] => ({
  name,
  hold,
  ...(version === undefined ? {} : { version }),
});
const input: InstallInput = {
  packages: [wanted("haproxy", "2.6.*"), wanted("etcd-server", "3.4.23", true)],
  keepStopped: ["etcd.service", "haproxy.service"],
  lockWaitMs: 3_000,
};

/** As apt 2.6.2 of Debian 12 prints it. */
const policy = `haproxy:
  Installed: (none)
  Candidate: 2.6.12-1+deb12u4
  Version table:
     2.6.12-1+deb12u4 500
        500 http://deb.debian.org/debian-security bookworm-security/main amd64 Packages
     2.6.12-1+deb12u3 500
        500 http://deb.debian.org/debian bookworm/main amd64 Packages
etcd-server:
  Installed: 3.3.25-1
  Candidate: 3.5.16-4
  Version table:
     3.5.16-4 500
        500 http://deb.debian.org/debian trixie/main amd64 Packages
     3.4.23-4+b4 500
        500 http://deb.debian.org/debian bookworm/main amd64 Packages
 *** 3.3.25-1 100
        100 /var/lib/dpkg/status
`;

interface World {
  readonly installed?: Record<string, { version: string; status: string }>;
  readonly policy?: string;
  readonly files?: FakeHostOptions["files"];
  /** What an install says instead of working, one after the other. */
  readonly trouble?: ExecResult[];
}

function world(options: World = {}) {
  const installed = new Map(Object.entries(options.installed ?? {}));
  const trouble = [...(options.trouble ?? [])];
  const masked: string[] = [];
  const log: string[] = [];
  const say = (text: string) => {
    log.push(text);
    return succeeded();
  };
  const host: FakeHost = fakeHost({
    files: { "/usr/bin/apt-get": "", "/etc/os-release": "ID=debian\n", ...options.files },
    commands: [
      command(["dpkg-query"], (argv) => {
        const rows = argv.flatMap((name) => {
          const found = installed.get(name);
          return found ? [`${name}\t${found.status} \t${found.version}`] : [];
        });
        return exited(1, "no packages found", rows.join("\n"));
      }),
      command(["apt-cache", "policy"], succeeded(options.policy ?? policy)),
      command(["apt-get", "update"], () => say("update")),
      command(["dpkg", "--compare-versions"], (argv) => exited((argv[2] ?? "") < (argv[4] ?? "") ? 0 : 1)),
      command(["dpkg", "--force-confdef"], () => say("configure -a")),
      command(["apt-get", "install"], (argv) => {
        const told = trouble.shift();
        if (told) return told;
        const names = argv.slice(argv.indexOf("--") + 1);
        say(`install ${names.join(" ")}${masked.length > 0 ? ` while ${masked.join(" ")} cannot start` : ""}`);
        for (const [name = "", version = ""] of names.map((each) => each.split("="))) {
          installed.set(name, { version, status: "ii" });
        }
        return succeeded();
      }),
      command(["apt-mark", "hold"], (argv) => {
        for (const name of argv.slice(3)) installed.set(name, { version: "", ...installed.get(name), status: "hi" });
        return say(`hold ${argv.slice(3).join(" ")}`);
      }),
      command(["systemctl", "mask", "--runtime"], (argv) => {
        masked.push(...argv.slice(4));
        return succeeded();
      }),
      command(["systemctl", "unmask", "--runtime"], (argv) => {
        masked.splice(0);
        for (const unit of argv.slice(4)) host.files.entries.delete(`/run/systemd/system/${unit}`);
        return say(`unmask ${argv.slice(4).join(" ")}`);
      }),
    ],
  });
  return { host, log, installed, ctx: fakeStepContext(host) };
}

describe("package.install with apt", () => {
  it("installs exact versions in one transaction, holds, and then finds nothing to do", async () => {
    const { ctx, log } = world();
    expect(await packageInstall.probe(input, ctx)).toEqual([
      { what: "haproxy", have: "not installed", want: "2.6.*" },
      { what: "etcd-server", have: "not installed", want: "3.4.23" },
    ]);
    const output = await packageInstall.apply(input, ctx);
    expect(output.installed).toEqual({ haproxy: "2.6.12-1+deb12u4", "etcd-server": "3.4.23-4+b4" });
    expect(log).toEqual([
      "install haproxy=2.6.12-1+deb12u4 etcd-server=3.4.23-4+b4 while etcd.service haproxy.service cannot start",
      "unmask etcd.service haproxy.service",
      "hold etcd-server",
    ]);
    expect(await packageInstall.probe(input, ctx)).toEqual([]);
  });

  it("looks with one program start", async () => {
    const { host, ctx } = world();
    await packageInstall.probe(input, ctx);
    expect(host.executed.map(([program]) => program)).toEqual(["dpkg-query"]);
  });

  it("asks nobody and keeps the host's own configuration files", async () => {
    const { host, ctx } = world();
    await packageInstall.apply(input, ctx);
    const argv = host.executed.find(([program, verb]) => program === "apt-get" && verb === "install");
    expect(argv).toEqual(expect.arrayContaining(["-y", "Dpkg::Options::=--force-confold", "--no-install-recommends"]));
  });

  it("takes an installed version that fits, and only holds it", async () => {
    const { ctx, log } = world({
      installed: {
        haproxy: { version: "2.6.1-1", status: "ii" },
        "etcd-server": { version: "3.4.23+dfsg-1", status: "ii" },
      },
    });
    expect(await packageInstall.probe(input, ctx)).toEqual([
      { what: "etcd-server", have: "not held back", want: "held" },
    ]);
    await packageInstall.apply(input, ctx);
    expect(log).toEqual(["hold etcd-server"]);
  });

  it("completes a package that is only half installed", async () => {
    const { ctx } = world({ installed: { haproxy: { version: "2.6.12-1", status: "iF" } } });
    expect(await packageInstall.probe(input, ctx)).toContainEqual({
      what: "haproxy",
      have: "2.6.12-1, not completely installed",
      want: "2.6.*",
    });
  });

  it("does not take a removed package for an installed one", async () => {
    const { ctx } = world({ installed: { haproxy: { version: "2.6.12-1", status: "rc" } } });
    expect(await packageInstall.probe(input, ctx)).toContainEqual({
      what: "haproxy",
      have: "not installed",
      want: "2.6.*",
    });
  });

  it("lists what is offered when nothing fits, after reading the repositories anew", async () => {
    const { ctx, log } = world();
    const apply = packageInstall.apply({ ...input, packages: [wanted("etcd-server", "3.6.*")] }, ctx);
    await expect(apply).rejects.toMatchObject({
      code: "PACKAGE_UNAVAILABLE",
      message: "no repository offers etcd-server in version 3.6.*; they offer 3.5.16-4, 3.4.23-4+b4",
    });
    expect(log).toEqual(["update"]);
  });

  it("says that a package is not known at all", async () => {
    const { ctx } = world({ policy: "" });
    await expect(packageInstall.apply(input, ctx)).rejects.toMatchObject({
      message: "no repository offers haproxy in version 2.6.*; they do not know it at all",
    });
  });

  it("goes back to an older version only when the spec names it exactly", async () => {
    const newer = { haproxy: { version: "2.8.0-1", status: "ii" } };
    const prefix = world({ installed: newer });
    await expect(
      packageInstall.apply({ ...input, packages: [wanted("haproxy", "2.6.*")] }, prefix.ctx),
    ).rejects.toMatchObject({
      code: "PACKAGE_UNAVAILABLE",
      hint: "name 2.6.12-1+deb12u4 exactly in the spec to go back to it",
    });
    const exact = world({ installed: newer });
    await packageInstall.apply({ ...input, packages: [wanted("haproxy", "2.6.12-1+deb12u3")] }, exact.ctx);
    const argv = exact.host.executed.find(([program, verb]) => program === "apt-get" && verb === "install");
    expect(argv).toContain("--allow-downgrades");
    expect(exact.installed.get("haproxy")?.version).toBe("2.6.12-1+deb12u3");
  });

  it("waits for a lock that is given back", async () => {
    const lock = exited(100, "E: Could not get lock /var/lib/dpkg/lock. It is held by process 812 (unattended-upgr)");
    const { ctx, log } = world({ trouble: [lock, lock] });
    await packageInstall.apply(input, ctx);
    expect(ctx.lines.filter((line) => line.startsWith("waiting"))).toEqual([
      "waiting for unattended-upgr (pid 812), which holds the package manager's lock",
    ]);
    expect(log[0]).toMatch(/^install/);
  });

  it("names who keeps the lock for too long, and unmasks", async () => {
    const lock = exited(100, "E: Unable to acquire the dpkg frontend lock", "It is held by process 812 (apt-get)...");
    const { ctx, log } = world({ trouble: new Array<ExecResult>(9).fill(lock) });
    await expect(packageInstall.apply(input, ctx)).rejects.toMatchObject({
      code: "PACKAGE_LOCKED",
      message: "apt-get waited 3 s for apt-get (pid 812), which keeps the lock",
    });
    expect(log).toEqual(["unmask etcd.service haproxy.service"]);
  });

  it("guesses who keeps the lock where apt does not tell", async () => {
    const lock = exited(100, "E: Could not get lock /var/lib/dpkg/lock - open (11: Resource temporarily unavailable)");
    const { ctx } = world({ trouble: new Array<ExecResult>(9).fill(lock), files: { "/proc/99/comm": "dpkg\n" } });
    await expect(packageInstall.apply(input, ctx)).rejects.toMatchObject({
      message: "apt-get waited 3 s for dpkg (pid 99), which keeps the lock",
    });
  });

  it("lets an interrupted dpkg finish its work first", async () => {
    const { ctx, log } = world({ files: { "/var/lib/dpkg/updates/0001": "" } });
    await packageInstall.apply(input, ctx);
    expect(log.slice(0, 2)).toEqual(["configure -a", expect.stringMatching(/^install/)]);
  });

  it("shows apt's own words when it fails, and unmasks", async () => {
    const { ctx, log } = world({ trouble: [exited(100, "E: Unmet dependencies", "Reading package lists...")] });
    await expect(packageInstall.apply(input, ctx)).rejects.toMatchObject({
      code: "STEP_COMMAND_FAILED",
      message: "apt-get install exited 100: E: Unmet dependencies",
      evidence: ["Reading package lists...", "E: Unmet dependencies"],
    });
    expect(log).toEqual(["unmask etcd.service haproxy.service"]);
  });

  it("unmasks what an agent that died left masked", async () => {
    const { ctx, log } = world({
      installed: {
        haproxy: { version: "2.6.1-1", status: "ii" },
        "etcd-server": { version: "3.4.23-4", status: "hi" },
      },
      files: { "/run/systemd/system/etcd.service": { kind: "link", target: "/dev/null" } },
    });
    expect(await packageInstall.probe(input, ctx)).toEqual([
      { what: "etcd.service", have: "masked until the next boot", want: "not masked" },
    ]);
    await packageInstall.apply(input, ctx);
    expect(log).toEqual(["unmask etcd.service"]);
    expect(await packageInstall.probe(input, ctx)).toEqual([]);
  });

  it("says that a host without a package manager is not supported", async () => {
    const ctx = fakeStepContext(fakeHost());
    await expect(packageInstall.probe(input, ctx)).rejects.toMatchObject({ code: "UNSUPPORTED" });
  });
});
