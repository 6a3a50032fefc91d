import { Document, isMap, isScalar, type Pair } from "yaml";
import { type Layer, layersOf, mergedByKey } from "./layers.ts";
import { parseSpec } from "./parse-spec.ts";
import { isMapData, type Path } from "./problem.ts";
import { completeSections, type SectionName, sectionNames } from "./schema/sections.ts";
import type { SpecFiles } from "./spec-files.ts";
import { type OpenDocument, openDocument } from "./yaml/open-document.ts";

/**
 * The effective spec as YAML, each value with its origin: `# cluster.yaml:12`, `# from profile current`, `# default`
 * or `# derived` (it follows from other values). Throws SPEC_INVALID as parseSpec does.
 */
export function explainSpec(text: string, name: string, files: SpecFiles = {}): string {
  parseSpec(text, name, files);
  const opened = openDocument(text, name);
  const written = opened.data["spec"];
  const { layers, merged, profile } = layersOf(isMapData(written) ? written : {});
  const document = new Document({ ...opened.data, spec: inReadingOrder(merged) });
  const spec = document.get("spec", true);
  annotate(spec, [], (path) => originOf(path, layers, { name, profile, opened }));
  return document.toString({ lineWidth: 0 });
}

function inReadingOrder(merged: Readonly<Record<string, unknown>>): object {
  return Object.fromEntries(sectionNames.map((section) => [section, fieldsInOrder(section, merged[section])]));
}

/** As the schema has them, whichever layer said them first. */
function fieldsInOrder(section: SectionName, data: unknown): unknown {
  const schema = completeSections[section];
  if (!("shape" in schema) || !isMapData(data)) return data;
  const known = Object.keys(schema.shape).filter((field) => Object.hasOwn(data, field));
  return Object.fromEntries(known.map((field) => [field, data[field]]));
}

/** Down to the fields of each section, and into the maps whose keys the user chooses, since those are merged key by key. */
function annotate(map: unknown, path: Path, origin: (path: Path) => string): void {
  for (const pair of pairsOf(map)) {
    const here = [...path, keyOf(pair)];
    const open = pairsOf(pair.value).length > 0 && (path.length === 0 || mergedByKey.includes(keyOf(pair)));
    if (open) annotate(pair.value, here, origin);
    else note(pair, origin(here));
  }
}

const pairsOf = (node: unknown): readonly Pair[] => (isMap(node) ? node.items : []);
const keyOf = (pair: Pair): string => (isScalar(pair.key) ? String(pair.key.value) : "");

/** Beside a plain value, above a list or a map. */
function note(pair: Pair, origin: string): void {
  if (isScalar(pair.value)) pair.value.comment = ` ${origin}`;
  else if (isScalar(pair.key)) pair.key.commentBefore = ` ${origin}`;
}

interface Names {
  readonly name: string;
  readonly profile: string;
  readonly opened: OpenDocument;
}

function originOf(path: Path, layers: readonly Layer[], { name, profile, opened }: Names): string {
  const layer = layers.findLast(({ spec }) => says(spec, path));
  switch (layer?.origin) {
    case "file":
      return `${name}:${opened.locator.locate({ path: ["spec", ...path], message: "" }).line}`;
    case "profile":
      return `from profile ${profile}`;
    case "derived":
      return "derived";
    case "default":
    case undefined:
      return "default";
  }
}

function says(spec: unknown, path: Path): boolean {
  let value = spec;
  for (const part of path) {
    if (!isMapData(value) || !Object.hasOwn(value, part)) return false;
    value = value[part];
  }
  return true;
}
