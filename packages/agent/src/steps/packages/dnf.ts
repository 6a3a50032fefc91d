import { AppError } from "@quorate/shared/errors";
import { offeredByRepoquery } from "@quorate/shared/package-offers";
import { compareRpmVersions } from "@quorate/shared/rpm-version";
import type { Argv, ExecResult } from "../../host/host.ts";
import type { StepContext } from "../handler.ts";
import type { ChosenPackage, PackageBackend } from "./backend.ts";
import type { SourceOptions } from "./bundle-source.ts";
import { rpmLockSigns, withLockWait } from "./package-lock.ts";
import { heldByRpm, holdFiles, lockedByList, withExcluded } from "./rpm-hold.ts";
import { offeredByYumList, packagesByRpm, rpmRowFormat } from "./rpm-output.ts";

const transactionMs = 3_600_000;
const refreshMs = 300_000;

/** Its own repositories may exclude what only a step may update; a step is what this is. */
const always = ["--disableexcludes=all", "--setopt=exit_on_lock=True"] as const;

export function dnfBackend(
  ctx: StepContext,
  program: "dnf" | "yum",
  lockWaitMs: number,
  source: SourceOptions,
): PackageBackend {
  const { host, signal } = ctx;
  const ours = [...always, ...source];
  const paths = holdFiles[program];
  const wait = { limitMs: lockWaitMs, signs: rpmLockSigns };
  const run = async (argv: Argv, timeoutMs: number): Promise<void> => {
    const onLine = (line: string) => ctx.output(line);
    const result = await withLockWait(ctx, argv, { signal, timeoutMs, onLine, long: "packages" }, wait);
    if (result.code !== 0) throw failed(argv, result);
  };
  // Also after a cancel, and it waits for a lock by itself: what was locked is to be locked again.
  const versionlock: Versionlock = async (verb, names) => {
    await host.run([program, "-y", "versionlock", verb, ...names], { timeoutMs: refreshMs });
  };
  const hasVersionlock = async () => (await host.files.status(paths.versionlockConfig)) !== undefined;
  return {
    installed: async (names) => {
      const result = await host.exec(["rpm", "-q", "--qf", rpmRowFormat, "--", ...names], { signal });
      return packagesByRpm(result.stdout, await heldByRpm(host.files, paths, names));
    },
    offered: async (names) => {
      const query = queryCommand(program, ours, names);
      const result = await withLockWait(ctx, query, { signal, timeoutMs: refreshMs }, wait);
      // Nothing found is an exit of 1 with yum.
      if (result.code > 1) throw failed(query, result);
      return program === "dnf" ? offeredByRepoquery(result.stdout) : offeredByYumList(result.stdout);
    },
    refresh: () => run([program, "-y", ...ours, "makecache"], refreshMs),
    isOlder: async (version, than) => compareRpmVersions(version, than) < 0,
    install: async (packages) => {
      const names = packages.map(({ wanted }) => wanted.name);
      const locked = (await hasVersionlock()) ? await lockedByList(host.files, paths, names) : [];
      const commands = installCommands(program, ours, packages);
      await whileUnlocked(versionlock, locked, async () => {
        for (const argv of commands) await run(argv, transactionMs);
      });
    },
    hold: async (names) => {
      if (await hasVersionlock()) await versionlock("add", names);
      else await exclude(ctx, paths.mainConfig, names);
    },
  };
}

function queryCommand(program: "dnf" | "yum", ours: readonly string[], names: readonly string[]): Argv {
  // The versionlock of yum hides what is locked from lists too; dnf's only from transactions.
  if (program === "yum") {
    return ["yum", "-q", "--showduplicates", "--disableplugin=versionlock", ...ours, "list", "available", ...names];
  }
  const format = "%{name} %{epoch}:%{version}-%{release}\\n";
  return ["dnf", "-q", ...ours, "repoquery", "--showduplicates", "--available", "--qf", format, "--", ...names];
}

/** One transaction. Only the yum of EL7 has another word for going back to an older version, and so needs a second. */
function installCommands(
  program: "dnf" | "yum",
  ours: readonly string[],
  packages: readonly ChosenPackage[],
): readonly Argv[] {
  const names = (some: readonly ChosenPackage[]) => some.map(({ wanted, version }) => `${wanted.name}-${version}`);
  if (program === "dnf") {
    return [["dnf", "-y", ...ours, "--setopt=install_weak_deps=False", "install", "--", ...names(packages)]];
  }
  const back = packages.filter(({ downgrade }) => downgrade);
  const rest = packages.filter(({ downgrade }) => !downgrade);
  return [
    ...(rest.length > 0 ? [["yum", "-y", ...ours, "install", ...names(rest)] as const] : []),
    ...(back.length > 0 ? [["yum", "-y", ...ours, "downgrade", ...names(back)] as const] : []),
  ];
}

type Versionlock = (verb: "add" | "delete", names: readonly string[]) => Promise<void>;

/** A locked package is invisible in any other version than its own. Whoever locked it, it is locked afterwards too, as it then is. */
async function whileUnlocked(
  versionlock: Versionlock,
  names: readonly string[],
  work: () => Promise<void>,
): Promise<void> {
  if (names.length === 0) return work();
  await versionlock("delete", names);
  try {
    await work();
  } finally {
    await versionlock("add", names);
  }
}

async function exclude({ host }: StepContext, path: string, names: readonly string[]): Promise<void> {
  const before = (await host.files.read(path)) ?? "";
  const status = await host.files.status(path);
  await host.files.write(path, withExcluded(before, names), { mode: status?.mode ?? 0o644 });
}

function failed(argv: readonly string[], result: ExecResult): AppError {
  const lines = `${result.stdout}\n${result.stderr}`.split("\n").filter((line) => line.trim() !== "");
  const error = lines.find((line) => /^Error|^E: |No match/.test(line)) ?? lines.at(-1) ?? "it says nothing";
  return new AppError("STEP_COMMAND_FAILED", `${argv[0]} exited ${result.code}: ${error}`, {
    evidence: lines.slice(-20),
  });
}
