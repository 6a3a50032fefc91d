import { expect, inject, it, vi } from "vitest";
import { scenes } from "./plans.ts";
import { seededRandom } from "./random.ts";
import { count } from "./tally.ts";
import { Site } from "./world/site.ts";

vi.mock("node:fs/promises", async (original) => {
  const real = await original<typeof import("node:fs/promises")>();
  const { disk } = await import("./world/disk.ts");
  return { ...real, ...disk.modules(real) };
});

const rounds = 1_000;
const [scene = noScene()] = scenes;

/** Pairs of kills in all, and in the middle of a run. */
const tally = { pairs: 0, during: 0 };

/** Kills a coordinator and an agent at once, once to three times in one run; each pair at a moment of its own. */
async function killBoth(seed: number, spanMs: number) {
  const random = seededRandom(seed);
  const site = new Site({ ...scene, seed });
  const pairs = 1 + Math.floor(random() * 3);
  tally.pairs += pairs;
  for (let pair = 0; pair < pairs; pair += 1) {
    const victim = site.agent(site.hosts[Math.floor(random() * site.hosts.length)] ?? "m1");
    site.clock.after((random() + pair) * spanMs, () => {
      if (site.coordinator?.runs.driven) tally.during += 1;
      site.coordinator?.kill();
      victim.kill();
    });
  }
  return { site, end: await site.finish() };
}

function noScene(): never {
  throw new Error("there is nothing to do");
}

it("fault 9: a coordinator and an agent that are killed at once, at any moment and more than once, end as if they had not been", async () => {
  const undisturbed = new Site({ ...scene, seed: 1 });
  const baseline = await undisturbed.finish();
  const spanMs = Number(undisturbed.clock.monoNs() / 1_000_000n);
  const bad: unknown[] = [];
  for (let seed = 1; seed <= rounds; seed += 1) {
    const { site, end } = await killBoth(seed, spanMs);
    const good = end.outcome === "done" && end.violations.length === 0 && end.digest === baseline.digest;
    if (!good) bad.push({ seed, ...end, failure: site.failure, digest: end.digest === baseline.digest });
  }
  count(inject("tally"), { what: "double kills", good: rounds - bad.length, all: rounds });
  expect(bad).toEqual([]);
  // The others came before the run or when it was over.
  expect(tally.during).toBeGreaterThan(0.4 * tally.pairs);
  expect(tally.pairs).toBeGreaterThan(1.5 * rounds);
}, 600_000);
