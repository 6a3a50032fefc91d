import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** A test that names a row. */
export interface FaultTest {
  readonly row: number;
  readonly tier: string;
  /** With the names of the blocks that it stands in, joined by " > ". */
  readonly title: string;
}

const block = /^(\s*)describe(?:\.\w+)*\((["'`])(.*?)\2/;
const titled = /(["'`])fault (\d+|%i): ((?:\\.|(?!\1).)*)\1/g;
const table = /\b(?:it|test)\.each\b/;
/** A row of a table of `each` that begins with a row of ours: its number, and the texts behind it. */
const tableRow = /\[\s*(\d+),((?:\s*"(?:\\.|[^"\\])*",?)*)\s*\]/g;
const text = /"((?:\\.|[^"\\])*)"/g;

/** The tests of one source file, read as text as Biome lays it out: a block ends with `});` at its own indentation. */
export function faultTests(file: string, source: string): readonly FaultTest[] {
  const blocks: { readonly indent: string; readonly title: string }[] = [];
  let lastTable: string[] = [];
  const tier = tierOf(file);
  return source.split("\n").flatMap((line) => {
    const opened = block.exec(line);
    if (opened) blocks.push({ indent: opened[1] ?? "", title: opened[3] ?? "" });
    if (line === `${blocks.at(-1)?.indent ?? "-"}});`) blocks.pop();
    lastTable = table.test(line) ? [line] : [...lastTable, line];
    return [...line.matchAll(titled)]
      .flatMap(([, , row = "", title = ""]) =>
        row === "%i" ? eachOf(lastTable.join("\n"), title) : [[row, title] as const],
      )
      .map(([row, title]) => ({
        ...{ row: Number(row), tier },
        title: [...blocks.map((each) => each.title), title].join(" > "),
      }));
  });
}

/** What the titles of a table become: "%s" stands for the texts of its row, in their order. */
function eachOf(rows: string, title: string): readonly (readonly [row: string, title: string])[] {
  return [...rows.matchAll(tableRow)].map(([, row = "", cells = ""]) => {
    const texts = [...cells.matchAll(text)].map(([, cell = ""]) => cell);
    return [row, title.replaceAll("%s", () => texts.shift() ?? "%s")] as const;
  });
}

/** As vitest.config.ts divides them. */
function tierOf(file: string): string {
  const [, tier] = /^test\/(sim|integration|hostile|lab\/suite|e2e)\//.exec(file) ?? [];
  return tier === undefined ? "unit" : tier === "lab/suite" || tier === "e2e" ? "lab" : tier;
}

/** Every test of the repository that names a row, by file and place in it. */
export function allFaultTests(repository: string): readonly FaultTest[] {
  return ["packages", "test"].flatMap((room) =>
    readdirSync(join(repository, room), { recursive: true, encoding: "utf8" })
      .filter((file) => file.endsWith(".test.ts") && !/(?:^|\/)(?:node_modules|dist)\//.test(file))
      .sort()
      .flatMap((file) => faultTests(join(room, file), readFileSync(join(repository, room, file), "utf8"))),
  );
}
