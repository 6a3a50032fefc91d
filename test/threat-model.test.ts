import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { faultRows } from "./faults/rows.ts";

const repository = fileURLToPath(new URL("..", import.meta.url));
const page = readFileSync(join(repository, "docs", "threat-model.md"), "utf8");
const threats = page.slice(page.indexOf("## Threats"), page.indexOf("## How far"));
const rows = threats.split("\n").filter((line) => line.startsWith("| ") && !line.startsWith("| threat"));

/** The words of a row, and the file that its last named test is beside where only its name is given. */
function shown(row: string): readonly string[] {
  let folder = "";
  return [...(row.split(" | ").at(-1) ?? "").matchAll(/`([^`]+\.test\.ts)`/g)].map(([, path = ""]) => {
    if (!path.includes("/")) return `${folder}/${path}`;
    folder = path.slice(0, path.lastIndexOf("/"));
    return path;
  });
}

it("docs/threat-model.md names an attacker, a mitigation and a proof in each row, and every proof is there", () => {
  const known = new Set(faultRows.map(({ row }) => row));
  const wrong = rows.flatMap((row) => {
    const [, attackers = ""] = row.split(" | ");
    const proof = row.split(" | ").at(-1) ?? "";
    const numbers = [...proof.matchAll(/\brows? ([\d, to]+)/g)].flatMap(([, list = ""]) => list.match(/\d+/g) ?? []);
    const absent = [
      ...shown(row).filter((path) => !existsSync(join(repository, path))),
      ...numbers.filter((number) => !known.has(Number(number))).map((number) => `row ${number}`),
    ];
    const proved = shown(row).length + numbers.length > 0;
    return /^[NLUMCSO](?:, [NLUMCSO])*$/.test(attackers) && proved && absent.length === 0
      ? []
      : [`${row.slice(0, 80)}: ${absent.join(", ")}`];
  });
  expect(wrong).toEqual([]);
  expect(rows.length).toBeGreaterThan(30);
});

it("docs/threat-model.md names decisions that there are", () => {
  const numbers = readdirSync(join(repository, "docs", "adr")).map((name) => Number(name.slice(0, 4)));
  const named = [...page.matchAll(/\(ADR (\d+)\)/g)].map(([, number]) => Number(number));
  expect(named.filter((number) => !numbers.includes(number))).toEqual([]);
});
