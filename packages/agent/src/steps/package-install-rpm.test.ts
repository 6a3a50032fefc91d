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
import { packageInstall } from "./package-install.ts";
import type { InstallInput } from "./packages/backend.ts";

const input = (version: string, hold = false): InstallInput => ({
  packages: [{ name: "etcd", version, hold }],
  keepStopped: ["etcd.service"],
  lockWaitMs: 3_000,
});

/** As dnf 4.14 prints it: in the order of the alphabet. */
const offered = "etcd 0:3.4.10-1\netcd 0:3.4.9-1\netcd 0:3.5.1-1\n";

/** As yum 3.4 of CentOS 7 prints it. */
const listed = `Loaded plugins: fastestmirror
Available Packages
etcd.x86_64                     3.4.9-1.el7                     extras
etcd.x86_64                     3.4.10-1.el7
                                                                extras
`;

interface World {
  readonly manager?: "dnf" | "yum";
  readonly installed?: string;
  readonly files?: FakeHostOptions["files"];
  readonly locked?: boolean;
  readonly rpmAtWork?: boolean;
}

function world(options: World = {}) {
  const manager = options.manager ?? "dnf";
  let installed = options.installed;
  const log: string[] = [];
  const run = (argv: readonly string[]) => {
    log.push(argv.filter((word) => !word.startsWith("-")).join(" "));
    // As dnf 4.14 prints it.
    const lock = "can't create transaction lock on /var/lib/rpm/.rpm.lock (Resource temporarily unavailable)";
    if (options.rpmAtWork) return exited(1, `RPM: error: ${lock}\nError: Could not run transaction.\n`);
    const version = /^etcd-(.*)$/.exec(argv.at(-1) ?? "")?.[1];
    if (version !== undefined) installed = version;
    return succeeded();
  };
  const query = (argv: readonly string[]) => {
    if (options.locked)
      return exited(200, "metadata already locked by 7\n  The application with PID 7 is: packagekitd");
    if (argv.includes("repoquery")) return succeeded(offered);
    return argv.includes("list") ? succeeded(listed) : undefined;
  };
  const host: FakeHost = fakeHost({
    files: { [`/usr/bin/${manager}`]: "", "/etc/os-release": 'ID="rocky"\nID_LIKE="rhel"\n', ...options.files },
    commands: [
      command(["rpm", "-q"], () =>
        installed === undefined ? exited(1, "", "package etcd is not installed") : succeeded(`etcd ${installed}\n`),
      ),
      command([manager], query),
      command([manager], run),
      command(["systemctl"], succeeded()),
    ],
  });
  return { host, log, ctx: fakeStepContext(host) };
}

describe("package.install with dnf", () => {
  it("installs the newest version that fits, by number and not by letter", async () => {
    const { ctx, log } = world();
    expect(await packageInstall.apply(input("3.4.*"), ctx)).toEqual({ installed: { etcd: "3.4.10-1" } });
    expect(log).toEqual(["dnf install etcd-3.4.10-1"]);
    expect(await packageInstall.probe(input("3.4.*"), ctx)).toEqual([]);
  });

  it("holds by an exclusion where there is no versionlock plugin", async () => {
    const { host, ctx } = world({ files: { "/etc/dnf/dnf.conf": "[main]\ngpgcheck=1\n" } });
    await packageInstall.apply(input("3.4.10", true), ctx);
    expect(host.files.text("/etc/dnf/dnf.conf")).toBe("[main]\nexclude=etcd\ngpgcheck=1\n");
    expect(await packageInstall.probe(input("3.4.10", true), ctx)).toEqual([]);
  });

  it("lets go of a version lock before it changes the version, and locks what is there then, also after a failure", async () => {
    const { ctx, log } = world({
      installed: "3.4.9-1",
      files: { "/etc/dnf/plugins/versionlock.conf": "", "/etc/dnf/plugins/versionlock.list": "etcd-0:3.4.9-1.*\n" },
    });
    await packageInstall.apply(input("3.4.10"), ctx);
    const expected = ["dnf versionlock delete etcd", "dnf install etcd-3.4.10-1", "dnf versionlock add etcd"];
    expect(log).toEqual(expected);
  });

  it("does not go back to an older version that only a prefix asks for", async () => {
    const { ctx } = world({ installed: "3.5.1-1" });
    await expect(packageInstall.apply(input("3.4.*"), ctx)).rejects.toMatchObject({ code: "PACKAGE_UNAVAILABLE" });
  });

  it("names who keeps the lock for too long", async () => {
    const { ctx } = world({ locked: true });
    await expect(packageInstall.apply(input("3.4.*"), ctx)).rejects.toMatchObject({
      code: "PACKAGE_LOCKED",
      message: "dnf waited 3 s for packagekitd (pid 7), which keeps the lock",
    });
  });

  it("names a bare rpm that keeps the lock, of which dnf tells only that there is one", async () => {
    const { ctx } = world({ rpmAtWork: true, files: { "/proc/42/comm": "apt-get\n", "/proc/77/comm": "rpm\n" } });
    await expect(packageInstall.apply(input("3.4.*"), ctx)).rejects.toMatchObject({
      code: "PACKAGE_LOCKED",
      message: "dnf waited 3 s for rpm (pid 77), which keeps the lock",
    });
  });

  it("sees what its repositories exclude from ordinary updates", async () => {
    const { host, ctx } = world();
    await packageInstall.apply(input("3.4.*"), ctx);
    const calls = host.executed.filter(([program]) => program === "dnf");
    expect(calls.every((argv) => argv.includes("--disableexcludes=all"))).toBe(true);
  });
});

describe("package.install with yum", () => {
  it("reads the list of CentOS 7, whose long lines go on in the next", async () => {
    const { ctx, log } = world({ manager: "yum" });
    await packageInstall.apply(input("3.4.*"), ctx);
    expect(log).toEqual(["yum install etcd-3.4.10-1.el7"]);
  });

  it("has its own word for going back", async () => {
    const { ctx, log } = world({ manager: "yum", installed: "3.4.10-1.el7" });
    await packageInstall.apply(input("3.4.9"), ctx);
    expect(log).toEqual(["yum downgrade etcd-3.4.9-1.el7"]);
  });
});
