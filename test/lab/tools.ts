import { access } from "node:fs/promises";
import { run, systemEnvironment } from "./command.ts";
import { exitCodes, LabError } from "./lab-error.ts";

const DEBIAN_KEYRING = "/usr/share/keyrings/debian-archive-keyring.gpg";

/** What the lab calls or reads, and the Debian package that brings it. */
const needed: Readonly<Record<string, string>> = {
  "systemd-nspawn": "systemd-container",
  mmdebstrap: "mmdebstrap",
  "apt-ftparchive": "apt-utils",
  gpg: "gnupg",
  ip: "iproute2",
  nsenter: "util-linux",
  unshare: "util-linux",
  mount: "mount",
  systemctl: "systemd",
  [DEBIAN_KEYRING]: "debian-archive-keyring",
};

const INSTALL_TIMEOUT_MS = 300_000;

/** Refuses in one sentence a machine that cannot carry a lab at all. */
export async function checkMachine(): Promise<void> {
  if (process.platform !== "linux") throw unavailable(`the lab needs Linux, this is ${process.platform}`);
  if (process.geteuid?.() !== 0) throw unavailable("the lab boots real hosts, which needs root: run it as root");
  if ((await missingPackages()).length > 0 && !(await present("apt-get"))) {
    throw unavailable("the lab needs systemd-nspawn, mmdebstrap and Debian's apt tools, and there is no apt-get here");
  }
}

/** Installs what is missing; says what it did. */
export async function ensureTools(): Promise<string> {
  const missing = await missingPackages();
  if (missing.length === 0) return "present";
  const install = ["apt-get", "install", "--yes", "--no-install-recommends", ...missing];
  const options = { timeoutMs: INSTALL_TIMEOUT_MS, env: { ...systemEnvironment, DEBIAN_FRONTEND: "noninteractive" } };
  const first = await run(install, { ...options, check: false });
  if (first.code !== 0) {
    await run(["apt-get", "update"], options);
    await run(install, options);
  }
  return `installed ${missing.join(", ")}`;
}

/** True where the kernel lets this machine's root give the capability away; some sandboxes withhold one. */
export async function holdsCapability(bit: number): Promise<boolean> {
  const { stdout } = await run(["grep", "CapBnd", "/proc/self/status"]);
  const mask = BigInt(`0x${stdout.replace("CapBnd:", "").trim()}`);
  return ((mask >> BigInt(bit)) & 1n) === 1n;
}

async function missingPackages(): Promise<readonly string[]> {
  const missing = new Set<string>();
  for (const [tool, packageName] of Object.entries(needed)) {
    if (!(await present(tool))) missing.add(packageName);
  }
  return [...missing];
}

async function present(tool: string): Promise<boolean> {
  const folders = (systemEnvironment["PATH"] ?? "").split(":");
  const places = tool.startsWith("/") ? [tool] : folders.map((folder) => `${folder}/${tool}`);
  const found = await Promise.all(places.map(exists));
  return found.includes(true);
}

async function exists(path: string): Promise<boolean> {
  try {
    await access(path);
    return true;
  } catch {
    return false;
  }
}

function unavailable(message: string): LabError {
  return new LabError(message, { exitCode: exitCodes.unavailable });
}
