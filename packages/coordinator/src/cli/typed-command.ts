import type { CommandLine } from "./command-line.ts";

/** A command as it works when it is copied: with the state directory when it is not the usual one. */
export function typedCommand(words: readonly string[], stateDir: string, { around }: CommandLine): string {
  const where = stateDir === around.environment.stateDir ? [] : ["--state-dir", stateDir];
  return ["coordinator", ...words, ...where].map(shellWord).join(" ");
}

export const shellWord = (word: string): string =>
  /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
