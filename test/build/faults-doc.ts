import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { allFaultTests, type FaultTest } from "../faults/fault-titles.ts";
import { type FaultRow, faultRows } from "../faults/rows.ts";

const repository = fileURLToPath(new URL("../..", import.meta.url));
export const faultsPage: string = join(repository, "docs", "faults.md");

const head = `# What can go wrong

Generated from the titles of the tests and \`test/faults/rows.ts\` by \`npm run gen\`; a test keeps them equal.
A row is proved by the tests whose titles begin with its number (\`fault 12: …\`). Run one with
\`npx vitest run --project TIER -t "fault 12:"\`. The simulation, \`sim\`, runs the engine on a virtual clock; \`lab\` is three real systemd hosts.

| # | what goes wrong | what happens | proved by |
|---|---|---|---|
`;

/** Throws when a row has neither a test nor a reason, when it has both, and when a test names a row that there is not. */
export function faultsDoc(
  rows: readonly FaultRow[] = faultRows,
  tests: readonly FaultTest[] = allFaultTests(repository),
): string {
  const known = new Set(rows.map(({ row }) => row));
  const strangers = tests.filter(({ row }) => !known.has(row)).map(({ row, title }) => `fault ${row}: ${title}`);
  if (strangers.length > 0) throw new Error(`tests name rows that there are not: ${strangers.join("; ")}`);
  return `${head}${rows.map((row) => line(row, tests)).join("\n")}\n`;
}

function line({ row, fault, happens, notDone }: FaultRow, tests: readonly FaultTest[]): string {
  const own = tests.filter((test) => test.row === row);
  if (own.length > 0 && notDone !== undefined) {
    throw new Error(`row ${row} is proved by a test: take its reason (${notDone}) out of test/faults/rows.ts`);
  }
  if (own.length === 0 && notDone === undefined) throw new Error(`row ${row} has neither a test nor a reason`);
  const proof =
    notDone === undefined ? own.map(({ tier, title }) => `${tier}: ${cell(title)}`) : [`not done: ${cell(notDone)}`];
  return `| ${row} | ${cell(fault)} | ${cell(happens)} | ${proof.join("<br>")} |`;
}

const cell = (text: string): string =>
  text.replaceAll('\\"', '"').replaceAll("|", "\\|").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

if (import.meta.main) writeFileSync(faultsPage, faultsDoc());
