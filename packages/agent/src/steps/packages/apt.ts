import { AppError } from "@quorate/shared/errors";
import { offeredByPolicy } from "@quorate/shared/package-offers";
import type { ExecResult } from "../../host/host.ts";
import type { StepContext } from "../handler.ts";
import { packagesByDpkg } from "./apt-output.ts";
import type { ChosenPackage, PackageBackend } from "./backend.ts";
import type { SourceOptions } from "./bundle-source.ts";
import { aptLockSigns, withLockWait } from "./package-lock.ts";

/** A package of a slow mirror; the step's own limit comes first, as a rule. */
const transactionMs = 3_600_000;
const refreshMs = 300_000;
/** apt's own wait for the lock; ours goes on around it and knows the locks that apt does not wait for. */
const aptLockSeconds = 5;

/** needrestart, where it is installed, may list services; it restarts none. */
const environment = { DEBIAN_FRONTEND: "noninteractive", NEEDRESTART_MODE: "l" };
const common = ["-y", "-q", "-o", `DPkg::Lock::Timeout=${aptLockSeconds}`] as const;
/** The host's own configuration files stay. */
const keepOldConfig = ["-o", "Dpkg::Options::=--force-confdef", "-o", "Dpkg::Options::=--force-confold"] as const;

export function aptBackend(ctx: StepContext, lockWaitMs: number, source: SourceOptions): PackageBackend {
  const { host, signal } = ctx;
  const streamed = { signal, env: environment, onLine: (line: string) => ctx.output(line) };
  const wait = { limitMs: lockWaitMs, signs: aptLockSigns };
  const run = async (argv: readonly [string, ...string[]], timeoutMs: number): Promise<void> => {
    const result = await withLockWait(ctx, argv, { ...streamed, timeoutMs, long: "packages" }, wait);
    if (result.code !== 0) throw failed(argv, result);
  };
  return {
    installed: async (names) => {
      const fields = ["Package", "db:Status-Abbrev", "Version"].map((field) => `\${${field}}`);
      const format = `${fields.join("\\t")}\\n`;
      // It exits 1 when one of the names is unknown, and tells the others all the same.
      const result = await host.exec(["dpkg-query", "-W", "-f", format, "--", ...names], { signal });
      return packagesByDpkg(result.stdout);
    },
    offered: async (names) =>
      offeredByPolicy(await host.run(["apt-cache", "policy", ...source, "--", ...names], { signal })),
    refresh: () => run(["apt-get", "update", "-q", ...source], refreshMs),
    isOlder: async (version, than) => {
      const result = await host.exec(["dpkg", "--compare-versions", version, "lt", than], { signal });
      return result.code === 0;
    },
    install: async (packages) => {
      await recoverInterrupted(ctx, (argv) => run(argv, transactionMs));
      await run(installCommand(packages, source), transactionMs);
    },
    hold: async (names) => {
      await host.run(["apt-mark", "hold", "--", ...names], { signal });
    },
  };
}

function installCommand(packages: readonly ChosenPackage[], source: SourceOptions): [string, ...string[]] {
  // What this product held it may change.
  const back = packages.some(({ downgrade }) => downgrade) ? ["--allow-downgrades"] : [];
  const allowed = [...source, ...back, "--allow-change-held-packages"];
  const names = packages.map(({ wanted, version }) => `${wanted.name}=${version}`);
  return ["apt-get", "install", ...common, ...keepOldConfig, "--no-install-recommends", ...allowed, "--", ...names];
}

/** dpkg notes what it is doing in numbered files; left over ones mean that it was interrupted, and apt refuses to work. */
async function recoverInterrupted(
  { host, output }: StepContext,
  run: (argv: readonly [string, ...string[]]) => Promise<void>,
): Promise<void> {
  const updates = (await host.files.list("/var/lib/dpkg/updates")) ?? [];
  if (!updates.some((name) => /^\d+$/.test(name))) return;
  output("dpkg was interrupted earlier; it finishes its work first");
  await run(["dpkg", "--force-confdef", "--force-confold", "--configure", "-a"]);
}

function failed(argv: readonly string[], result: ExecResult): AppError {
  const lines = `${result.stdout}\n${result.stderr}`.split("\n").filter((line) => line.trim() !== "");
  const error = lines.find((line) => line.startsWith("E: ")) ?? lines.at(-1) ?? "it says nothing";
  return new AppError("STEP_COMMAND_FAILED", `${argv.slice(0, 2).join(" ")} exited ${result.code}: ${error}`, {
    evidence: lines.slice(-20),
  });
}
