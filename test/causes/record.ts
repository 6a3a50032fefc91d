import { findCause } from "../../packages/agent/src/steps/known-cause.ts";
import { ensurePrivatePrograms, runPrivately } from "./private-root.ts";
import { scriptOf, trials } from "./provocations.ts";
import { readCause, rowsOf } from "./read-cause.ts";
import { record } from "./recorded-output.ts";

// Makes every known cause happen with the real programs, and keeps what they say for the unit tests. As root, on a machine of the
// lab. `node test/causes/record.ts etcd-3.5/member-gone` does the one.
const limitMs = 60_000;
const [only] = process.argv.slice(2);
const programs = await ensurePrivatePrograms();
for (const [cast, provocation] of trials) {
  const { id, source, code, says } = provocation;
  const name = `${cast.name}/${id}`;
  if (only !== undefined && !name.startsWith(only)) continue;
  const enough = (line: string) =>
    source !== "kubeadm" && findCause(rowsOf[source], [line])?.cause.includes(says) === true;
  const since = performance.now();
  const lines = await runPrivately(programs, scriptOf(cast, provocation), { enough, limitMs });
  record(cast, provocation, lines);
  const read = readCause(source, lines);
  const right = read?.code === code && read.cause.includes(says);
  const seconds = ((performance.now() - since) / 1_000).toFixed(1);
  process.stdout.write(
    `${right ? "ok  " : "FAIL"} ${name} ${seconds} s ${lines.length} lines: ${read?.code} ${read?.cause}\n`,
  );
}
