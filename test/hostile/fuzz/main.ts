// `npm run fuzz -- --cases N --seed N`: prints cases, crashes and the growth of memory; exits 1 when anything crashed.
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
const { cases, perTarget, crashes, rssGrowthMiB } = await fuzz(targets, {
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
const each = Object.entries(perTarget).map(([name, count]) => `${name} ${count}`);
process.stdout.write(`${each.join(", ")}\n`);
process.stdout.write(`seed ${values.seed}: ${cases} cases, ${crashes.length} crashes, `);
process.stdout.write(`rss growth ${rssGrowthMiB.toFixed(1)} MiB, ${seconds()} s\n`);
process.exitCode = crashes.length > 0 ? 1 : 0;
