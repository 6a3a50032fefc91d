import type { CheckResult } from "@quorate/shared/step/preflight";
import type { Host } from "../../host/host.ts";
import { procField } from "../../host/proc.ts";
import { findProgram } from "../../host/programs.ts";
import { type Check, failed, type PreflightInput, passed, warning } from "./check.ts";

/** What the machine and its operating system are. */
export const checkMachine: Check = async (input, { host }) => {
  const checks = await Promise.all([
    checkRoot(host),
    checkOperatingSystem(host),
    checkCgroup(host),
    checkControllers(host),
    checkCpus(input, host),
    checkMemory(input, host),
    checkDisk(input, host),
  ]);
  return checks;
};

async function checkRoot({ files }: Host): Promise<CheckResult> {
  const uid = await procField(files, "/proc/self/status", "Uid");
  if (uid === "0") return passed("ROOT", "the agent runs as root");
  return failed(
    "ROOT",
    `the agent runs as user ${uid ?? "unknown"}`,
    "start it by its systemd unit: systemctl start quorate-agent",
  );
}

/** /run/systemd/system exists exactly where systemd is in charge (sd_booted(3)). */
async function checkOperatingSystem({ files }: Host): Promise<CheckResult> {
  if (!(await files.status("/run/systemd/system"))) {
    return failed("OS", "systemd is not in charge of this host", "use a distribution that boots with systemd");
  }
  const managers = await Promise.all(["apt-get", "dnf", "yum"].map((name) => findProgram(files, name)));
  const manager = managers.find((path) => path !== undefined);
  if (manager) return passed("OS", `systemd, packages by ${manager}`);
  return failed("OS", "neither apt, dnf nor yum is on this host", "use a distribution of Debian's or Red Hat's family");
}

async function checkCgroup({ files }: Host): Promise<CheckResult> {
  if (await files.status(unifiedControllers)) return passed("CGROUP", "cgroup v2");
  return warning(
    "CGROUP",
    "cgroup v1: the kubelet refuses it from Kubernetes 1.35 on",
    "boot with systemd.unified_cgroup_hierarchy=1, or stay below 1.35",
  );
}

const unifiedControllers = "/sys/fs/cgroup/cgroup.controllers";
/** What `kubeadm init` demands of the kernel (k8s.io/system-validators, cgroup_validator_linux.go); v2 has devices and freezer built in. */
const neededControllers = {
  v1: ["cpu", "cpuacct", "cpuset", "devices", "freezer", "memory"],
  v2: ["cpu", "cpuset", "memory"],
};

/** Small boards and some clouds switch the memory controller off on the kernel's command line. */
async function checkControllers({ files }: Host): Promise<CheckResult> {
  const id = "CGROUP-CONTROLLERS";
  const unified = await files.read(unifiedControllers);
  const have =
    unified === undefined ? enabledOfV1((await files.read("/proc/cgroups")) ?? "") : unified.trim().split(" ");
  const absent = neededControllers[unified === undefined ? "v1" : "v2"].filter((name) => !have.includes(name));
  if (absent.length === 0) return passed(id, "the kernel has the control groups that the kubelet needs");
  const fix = absent.map((name) => `cgroup_enable=${name}`).join(" ");
  return failed(id, `the kernel has no control group for ${absent.join(", ")}`, `boot the kernel with ${fix}`);
}

/** Rows of name, hierarchy, number of groups, 1 when enabled. */
function enabledOfV1(text: string): readonly string[] {
  return [...text.matchAll(/^(\S+)\t\d+\t\d+\t1$/gm)].map(([, name = ""]) => name);
}

async function checkCpus({ minimum }: PreflightInput, { files }: Host): Promise<CheckResult> {
  const count = countRanges((await files.read("/sys/devices/system/cpu/online")) ?? "");
  const detail = `${count} CPUs, ${minimum.cpus} needed`;
  return count >= minimum.cpus ? passed("CPU", detail) : failed("CPU", detail, `give the host ${minimum.cpus} CPUs`);
}

/** "0-3,6" is five. */
function countRanges(text: string): number {
  return text
    .trim()
    .split(",")
    .filter((part) => part !== "")
    .map((part) => part.split("-").map(Number))
    .reduce((sum, [first = 0, last = first]) => sum + last - first + 1, 0);
}

async function checkMemory({ minimum }: PreflightInput, { files }: Host): Promise<CheckResult> {
  const mebibytes = Math.floor(Number((await procField(files, "/proc/meminfo", "MemTotal")) ?? 0) / 1024);
  const detail = `${mebibytes} MiB of memory, ${minimum.memoryMiB} needed`;
  if (mebibytes >= minimum.memoryMiB) return passed("MEMORY", detail);
  return failed("MEMORY", detail, `give the host ${minimum.memoryMiB} MiB of memory`);
}

async function checkDisk({ dataDir, minimum }: PreflightInput, { disk }: Host): Promise<CheckResult> {
  const free = await disk.freeMiB(dataDir);
  const detail = `${free} MiB free for ${dataDir}, ${minimum.diskMiB} needed`;
  if (free >= minimum.diskMiB) return passed("DISK", detail);
  return failed("DISK", detail, `free ${minimum.diskMiB - free} MiB, or choose another spec.etcd.dataDir`);
}
