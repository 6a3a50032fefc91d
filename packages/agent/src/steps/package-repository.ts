import { AppError } from "@quorate/shared/errors";
import { readPackageManager } from "../facts/package-manager.ts";
import type { ExecResult } from "../host/host.ts";
import type { ApplyHandler, StepContext } from "./handler.ts";
import { filesDrift, writeManagedFile } from "./managed-file.ts";
import { aptLockSigns, type LockSigns, rpmLockSigns, withLockWait } from "./packages/package-lock.ts";
import {
  aptRepositoryFiles,
  type RepositoryFiles,
  type RepositoryInput,
  yumRepositoryFiles,
} from "./packages/repository-files.ts";

type Argv = readonly [string, ...string[]];
const refreshMs = 240_000;
/** The timers of a fresh Debian update their lists soon after boot. */
const lockWaitMs = 120_000;

/** A repository is there, signed by its own key, and can be read. */
export const packageRepository: ApplyHandler<"package.repository"> = {
  type: "apply",

  async probe(input, ctx) {
    const { files } = await wanted(input, ctx);
    return filesDrift(ctx.host.files, [files.key, files.source]);
  },

  async apply(input, ctx) {
    const { files, refresh, signs } = await wanted(input, ctx);
    await writeManagedFile(ctx.host.files, files.key);
    await writeManagedFile(ctx.host.files, files.source);
    const env = { DEBIAN_FRONTEND: "noninteractive" };
    const onLine = (line: string) => ctx.output(line);
    try {
      const options = { signal: ctx.signal, timeoutMs: refreshMs, env, onLine };
      const result = await withLockWait(ctx, refresh, options, { limitMs: lockWaitMs, signs });
      const problems = complaints(result);
      if (result.code !== 0 || problems.length > 0) throw unreadable(input.id, result, problems);
    } catch (error) {
      // A repository that cannot be read would break every other use of the package manager, and look finished to the next probe.
      await ctx.host.files.remove(files.source.path);
      throw error;
    }
    return {};
  },
};

interface Wanted {
  readonly files: RepositoryFiles;
  /** Reads this repository and no other. */
  readonly refresh: Argv;
  readonly signs: LockSigns;
}

async function wanted(input: RepositoryInput, ctx: StepContext): Promise<Wanted> {
  const manager = await readPackageManager(ctx.host.files);
  switch (manager) {
    case "apt": {
      const files = aptRepositoryFiles(input);
      return { files, refresh: aptRefresh(files.source.path), signs: aptLockSigns };
    }
    case "dnf":
    case "yum": {
      const refresh = [manager, "-y", ...rpmRefresh(input.id)] as const;
      return { files: yumRepositoryFiles(input), refresh, signs: rpmLockSigns };
    }
    case "none":
      throw new AppError("UNSUPPORTED", "the host has neither apt-get nor dnf nor yum");
  }
}

function aptRefresh(source: string): Argv {
  const only = ["-o", `Dir::Etc::sourcelist=${source}`, "-o", "Dir::Etc::sourceparts=-"];
  // Without it the lists of all other repositories would be cleaned away.
  const keepOthers = ["-o", "APT::Get::List-Cleanup=0"];
  return ["apt-get", "update", "-q", ...only, ...keepOthers];
}

function rpmRefresh(id: string): readonly string[] {
  const repository = `quorate-${id}`;
  // Many hosts skip what is unavailable; here that is the one thing asked.
  const strict = ["--setopt=exit_on_lock=True", `--setopt=${repository}.skip_if_unavailable=False`];
  return [...strict, "--disablerepo=*", `--enablerepo=${repository}`, "makecache"];
}

/** apt calls a repository that it cannot fetch a warning and exits 0. dnf tells the cause of each mirror before its last line, which has none. */
function complaints({ code, stderr }: ExecResult): readonly string[] {
  const lines = stderr.split("\n");
  const causes = lines.flatMap((line) => /^ +- ((?:Curl error|Status code).*)/.exec(line)?.[1] ?? []);
  if (code !== 0 && causes.length > 0) return causes;
  return lines.filter((line) => /^E: |^W: (?:Failed to fetch|Some index files|GPG error)/.test(line));
}

function unreadable(id: string, result: ExecResult, problems: readonly string[]): AppError {
  const lines = `${result.stdout}\n${result.stderr}`.split("\n").filter((line) => line.trim() !== "");
  const why = problems[0] ?? lines.at(-1) ?? `exit ${result.code}`;
  return new AppError("STEP_COMMAND_FAILED", `the repository ${id} cannot be read: ${why}`, {
    hint: `compare the address and the key of spec.packages.repositories ${id}`,
    evidence: lines.slice(-20),
  });
}
