import { yamlDocument } from "../spec/yaml/print-document.ts";
import { clip, oneLine, widthOf } from "./line.ts";
import { type Look, paint } from "./look.ts";
import type { ResourceList } from "./resources/resource.ts";
import { table } from "./table.ts";
import { titleIn } from "./words/column-words.ts";
import { stateIn } from "./words/state-words.ts";
import { statusWords } from "./words/status-words.ts";

export const listFormats = ["table", "wide", "json", "yaml", "name", "jsonl"] as const;
export type ListFormat = (typeof listFormats)[number];

/** A list in one of the forms; on a terminal a line that is too long is cut, elsewhere none is. */
export function resourceText(list: ResourceList, format: ListFormat, look: Look, terminal: boolean): readonly string[] {
  switch (format) {
    case "table":
    case "wide":
      return tableOf(list, format === "wide", look, terminal);
    case "json":
      return [JSON.stringify(document(list), null, 2)];
    case "yaml":
      return [yamlDocument(document(list))];
    case "name":
      return list.items.map(({ name }) => `${list.singular}/${name}`);
    case "jsonl":
      return list.items.map(({ data }) => JSON.stringify(data));
  }
}

function document({ kind, items }: ResourceList): object {
  return { apiVersion: "quorate.dev/v1alpha1", kind, items: items.map(({ data }) => data) };
}

function tableOf(list: ResourceList, wide: boolean, look: Look, terminal: boolean): readonly string[] {
  if (list.items.length === 0) return [statusWords[look.language].none(list.singular)];
  const shown = list.columns.flatMap((column, at) => (wide || !column.wide ? [at] : []));
  const pick = <T>(all: readonly T[]): readonly T[] => shown.flatMap((at) => all.slice(at, at + 1));
  const titles = pick(list.columns);
  const text = (cell: string, at: number): string =>
    cell === "" ? "-" : oneLine(titles[at]?.state ? stateIn(look.language, cell) : cell);
  const rows = list.items.map(({ cells }) => pick(cells).map(text));
  const lines = table(
    titles.map((column) => ({ ...column, title: titleIn(look.language, column.title) })),
    rows,
  );
  const cut = terminal && !wide ? lines.map((line) => fitted(line, look)) : lines;
  const [head = "", ...rest] = cut;
  return [paint(look, "strong", head), ...rest];
}

const fitted = (line: string, look: Look): string =>
  widthOf(line) > look.columns ? clip(line, look.columns, look) : line;
