// `npm run fuzz -- --cases N --seed N`: prints cases, crashes and the growth of memory; exits 1 when anything crashed, or when it
// grew too far. A million take ten minutes or so, more than half of them for specs, and for frames and files, which wait.
import { parseArgs } from "node:util";
import { fuzz, openTargets } from "./fuzz.ts";

const { values } = parseArgs({
  options: {
    cases: { type: "string", default: "1000000" },
    seed: { type: "string", default: "1" },
    target: { type: "string" },
  },
});
const all = await openTargets();
const targets = all.filter(({ name }) => values.target === undefined || name === values.target);
const since = performance.now();
const seconds = () => Math.round((performance.now() - since) / 1_000);
/** What the report of the figures promises. */
const mostGrowthMiB = 32;
const {
  cases,
  perTarget,
  seconds: secondsOf,
  crashes,
  rssGrowthMiB,
} = await fuzz(targets, {
  cases: Number(values.cases),
  seed: Number(values.seed),
  progress: (done) =>
    done % 100_000 < 10_000 &&
    process.stderr.write(
      `${done} cases, ${seconds()} s, rss ${Math.round(process.memoryUsage.rss() / 1_048_576)} MiB\n`,
    ),
});
for (const target of all) await target.close?.();
for (const { target, seed, error } of crashes) process.stdout.write(`crash: ${target}, seed ${seed}: ${error}\n`);
const each = Object.entries(perTarget).map(
  ([name, count]) => `${name} ${count} in ${Math.round(secondsOf[name] ?? 0)} s`,
);
process.stdout.write(`${each.join(", ")}\n`);
process.stdout.write(`seed ${values.seed}: ${cases} cases, ${crashes.length} crashes, `);
process.stdout.write(`rss growth ${rssGrowthMiB.toFixed(1)} MiB of ${mostGrowthMiB}, ${seconds()} s\n`);
process.exitCode = crashes.length > 0 || rssGrowthMiB >= mostGrowthMiB ? 1 : 0;
