import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Cast, Provocation } from "./provocations.ts";

/** No more of a journal is read by the agent than its last lines. */
const kept = 200;
const folder = join(import.meta.dirname, "recorded");
const fileOf = ({ name }: Cast, { id }: Provocation): string => join(folder, name, `${id}.txt`);

/** The first line says what wrote the others. */
export function record(cast: Cast, provocation: Provocation, lines: readonly string[]): void {
  const file = fileOf(cast, provocation);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `# ${cast.version}: ${provocation.what}\n${lines.slice(-kept).join("\n")}\n`);
}

export function recorded(cast: Cast, provocation: Provocation): readonly string[] {
  return readFileSync(fileOf(cast, provocation), "utf8").trimEnd().split("\n").slice(1);
}
