import { memberLines } from "../../packages/agent/src/steps/etcd/config-file.ts";
import { renderEtcdUnit } from "../../packages/agent/src/steps/etcd/unit-file.ts";
import { etcdStartBy } from "../../packages/agent/src/steps/etcd-start.ts";
import { etcdAccounts, etcdPki, FakeEtcd, etcdMember as member } from "./fake-etcd.ts";
import { command, type FakeHost, type FakeHostOptions, fakeHost, succeeded } from "./fake-host.ts";
import { fakeStepContext } from "./fake-step-context.ts";
import { FakeSystemd, type FakeUnit } from "./fake-systemd.ts";
import { PacedClock } from "./paced-clock.ts";

export const etcdStartInput = { member, startWindowMs: 10_000, clockToleranceMs: 1_000, minFreeMiB: 2_048 };
export const etcdStartTime = new Date(1_700_000_000_000);
const generation = (formed: boolean, token = member.generation.token) =>
  JSON.stringify({ token, clusterId: member.generation.clusterId, dataDir: member.dataDir, formed });
const unitText = renderEtcdUnit({ ...member, binary: "/usr/bin/etcd" });
export const etcdProcs = "/sys/fs/cgroup/systemd/system.slice/etcd.service/cgroup.procs";
export const walFile = `${member.dataDir}/member/wal/0.wal`;

/** Made once in a test file: five keys take a while. */
let made: Record<string, string> | undefined;
export function etcdStartPki(): Record<string, string> {
  made ??= etcdPki(etcdStartTime);
  return made;
}

export interface EtcdStartWorld extends FakeHostOptions {
  readonly formed?: boolean;
  readonly unit?: Partial<FakeUnit>;
  /** What happens on the machine when the unit is started; by default a process and its data appear. */
  readonly onStart?: (host: FakeHost) => Partial<FakeUnit>;
}

/** A host that is ready to start its member, and a member that comes up as a test tells it. */
export function etcdStartWorld(options: EtcdStartWorld = {}) {
  const etcd = new FakeEtcd();
  const appear = (): Partial<FakeUnit> => {
    host.files.put(etcdProcs, "4242\n");
    host.files.put("/proc/4242/stat", "4242 (etcd) S 1");
    host.files.put(walFile, "data");
    return { active: "activating", sub: "start", mainPid: 4242 };
  };
  const systemd: FakeSystemd = new FakeSystemd({
    units: { "etcd.service": { fileState: "disabled", ...options.unit } },
    onStart: () => options.onStart?.(host) ?? appear(),
  });
  const host: FakeHost = fakeHost({
    ...options,
    files: {
      ...etcdAccounts,
      ...etcdStartPki(),
      "/proc/1/cgroup": "1:name=systemd:/init.scope\n0::/init.scope\n",
      "/usr/bin/etcd": "",
      [`/etc/systemd/system/${member.unit}`]: unitText,
      [member.configFile]: memberLines(member, options.formed ? "existing" : "new").join("\n"),
      "/etc/quorate/etcd-generation.json": generation(options.formed ?? false),
      [member.dataDir]: { kind: "directory", mode: 0o700, owner: "etcd" },
      ...options.files,
    },
    commands: [
      command(["systemctl", "reset-failed"], succeeded()),
      killable(() => systemd),
      (...args) => systemd.command(...args),
    ],
  });
  const clock = new PacedClock();
  return { etcd, systemd, host, ctx: fakeStepContext(host, { clock }), handler: etcdStartBy(etcd.connect), appear };
}

const killable = (systemd: () => FakeSystemd) =>
  command(["systemctl", "kill"], () => {
    systemd().units.set("etcd.service", {
      ...(systemd().units.get("etcd.service") as FakeUnit),
      active: "failed",
      mainPid: 0,
    });
    return succeeded();
  });
