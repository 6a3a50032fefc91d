// What the lab's hosts are made of, built before any test: the first time takes minutes of compiling, which no test's limit should hold.
import { ensureMaterials } from "./materials.ts";
import { checkMachine, ensureTools } from "./tools.ts";

await checkMachine();
await ensureTools();
await ensureMaterials(true, (subject, outcome, ms) => {
  console.log(`  ${subject.padEnd(14)} ${outcome}${ms === undefined ? "" : ` (${(ms / 1000).toFixed(1)} s)`}`);
});
