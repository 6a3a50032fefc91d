import { spawnSync } from "node:child_process";

/** What the person who builds must know and can do something about: one sentence, no trace. */
export class PackagingError extends Error {}

const limitMs = 600_000;
const outputLimit = 64 * 1024 * 1024;

/** Runs one program to its end, 10 minutes at most, and gives its standard output; throws with the end of what it said. */
export function run(
  argv: readonly [string, ...string[]],
  options: { cwd?: string; env?: NodeJS.ProcessEnv } = {},
): string {
  const [file, ...args] = argv;
  const ended = spawnSync(file, args, { ...options, encoding: "utf8", timeout: limitMs, maxBuffer: outputLimit });
  if (ended.error) throw new PackagingError(`cannot run ${file}: ${ended.error.message}`, { cause: ended.error });
  if (ended.status === 0) return ended.stdout;
  const said = `${ended.stdout}\n${ended.stderr}`.trim().split("\n").slice(-20).join("\n");
  throw new PackagingError(`${argv.join(" ")} ended with ${ended.status ?? ended.signal}:\n${said}`);
}
