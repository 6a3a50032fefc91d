import { AppError } from "@quorate/shared/errors";
import type { StepInput } from "@quorate/shared/step/contract";
import type { Drift } from "@quorate/shared/step/outcome";
import { type ModuleState, moduleStates } from "../host/kernel-modules.ts";
import { findProgram } from "../host/programs.ts";
import { lastLines } from "../host/run-program.ts";
import type { ApplyHandler, StepContext } from "./handler.ts";
import { fileDrift, type ManagedFile, managedFile, writeManagedFile } from "./managed-file.ts";

type Wanted = StepInput<"host.modules">["modules"][number];

/** One wanted module and which of its names this kernel has; none when it has none. */
interface Found {
  readonly wanted: Wanted;
  readonly name?: string;
  readonly state: ModuleState;
}

const loadFile = "/etc/modules-load.d/quorate.conf";

/** Kernel modules, now and at every boot. What is built in needs no loading; what is optional may be missing, and is said to be. */
export const hostModules: ApplyHandler<"host.modules"> = {
  type: "apply",
  probe: async ({ modules }, ctx) => {
    const found = await findAll(modules, ctx);
    const known = await missingByFile(ctx);
    return [
      ...found.flatMap((entry) => moduleDrift(entry, known)),
      ...(await fileDrift(ctx.host.files, await fileFor(found, ctx))),
    ];
  },
  apply: async ({ modules }, ctx) => {
    const problems: string[] = [];
    for (const { wanted, state } of await findAll(modules, ctx)) {
      if (state === "absent") problems.push(...(await load(wanted, ctx)));
    }
    const found = await findAll(modules, ctx);
    refuseMissing(found, problems);
    await writeManagedFile(ctx.host.files, await fileFor(found, ctx));
    return {
      loaded: namesOf(found, "loaded"),
      builtIn: namesOf(found, "built-in"),
      missing: missingOf(found),
    };
  },
};

async function findAll(modules: readonly Wanted[], { host }: StepContext): Promise<readonly Found[]> {
  const names = modules.flatMap((wanted) => wanted.anyOf);
  const states = await moduleStates(host.files, names);
  return modules.map((wanted) => {
    const name = wanted.anyOf.find((candidate) => states.get(candidate) !== "absent");
    return name === undefined ? { wanted, state: "absent" } : { wanted, name, state: states.get(name) ?? "absent" };
  });
}

function moduleDrift({ wanted, state }: Found, knownMissing: ReadonlySet<string>): readonly Drift[] {
  const label = wanted.anyOf.join(" or ");
  if (state !== "absent" || (wanted.optional && knownMissing.has(label))) return [];
  return [
    { what: `kernel module ${label}`, have: "absent", want: wanted.optional ? "loaded, if there is one" : "loaded" },
  ];
}

/** Tries each name; gives what modprobe said when none works. */
async function load(wanted: Wanted, { host, signal }: StepContext): Promise<readonly string[]> {
  if (!(await findProgram(host.files, "modprobe"))) return ["the host has no modprobe program"];
  const said: string[] = [];
  for (const name of wanted.anyOf) {
    const result = await host.exec(["modprobe", "--", name], { signal });
    if (result.code === 0) return [];
    said.push(...lastLines(result.stderr, 2));
  }
  return said;
}

function refuseMissing(found: readonly Found[], problems: readonly string[]): void {
  const missing = found.filter(({ wanted, state }) => state === "absent" && !wanted.optional);
  if (missing.length === 0) return;
  const names = missing.map(({ wanted }) => wanted.anyOf.join(" or ")).join(", ");
  throw new AppError("PREFLIGHT_FAILED", `this kernel cannot load ${names}`, {
    hint: "install the kernel's further modules (kernel-modules-extra on Fedora's family, linux-modules-extra on Ubuntu) and reboot into that kernel",
    evidence: problems,
  });
}

const missingPrefix = "# not in kernel ";

/** The file also records what this kernel does not have, so that the next probe need not try again. */
async function fileFor(found: readonly Found[], ctx: StepContext): Promise<ManagedFile> {
  const release = await kernelRelease(ctx);
  const rows = [
    "# managed by quorate",
    ...missingOf(found).map((label) => `${missingPrefix}${release}: ${label}`),
    ...namesOf(found, "loaded"),
  ];
  return managedFile(loadFile, `${rows.join("\n")}\n`);
}

async function missingByFile(ctx: StepContext): Promise<ReadonlySet<string>> {
  const text = (await ctx.host.files.read(loadFile)) ?? "";
  const prefix = `${missingPrefix}${await kernelRelease(ctx)}: `;
  const rows = text.split("\n").filter((row) => row.startsWith(prefix));
  return new Set(rows.map((row) => row.slice(prefix.length)));
}

async function kernelRelease({ host }: StepContext): Promise<string> {
  return ((await host.files.read("/proc/sys/kernel/osrelease")) ?? "").trim();
}

function namesOf(found: readonly Found[], state: ModuleState): string[] {
  return found.flatMap((entry) => (entry.state === state && entry.name !== undefined ? [entry.name] : []));
}

function missingOf(found: readonly Found[]): string[] {
  return found.filter(({ state }) => state === "absent").map(({ wanted }) => wanted.anyOf.join(" or "));
}
