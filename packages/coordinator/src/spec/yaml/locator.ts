import { isMap, isScalar, isSeq, type Pair, type YAMLMap } from "yaml";
import { type Finding, type Path, type Problem, pathText } from "../problem.ts";
import { startOf, type Tree } from "./read-document.ts";
import type { SourceText } from "./source-text.ts";

/** Finds where in the text a path stands. */
export class Locator {
  readonly #tree: Tree;
  readonly #source: SourceText;
  readonly #pairs = new Map<YAMLMap, ReadonlyMap<string, Pair>>();

  constructor(tree: Tree, source: SourceText) {
    this.#tree = tree;
    this.#source = source;
  }

  /** What the file does not say itself (a default, a missing key) stands at the nearest thing that it does say. */
  locate({ path, message, atKey = false }: Finding): Problem {
    return { ...this.#source.placeAt(this.#offsetOf(path, atKey)), path: pathText(path), message };
  }

  #offsetOf(path: Path, atKey: boolean): number {
    let node: unknown = this.#tree;
    let offset = startOf(node);
    for (const [index, part] of path.entries()) {
      const next = this.#step(node, part);
      if (next === undefined) return offset;
      const last = index === path.length - 1;
      // The name of a block or of an empty value says more than the place where its content begins.
      const useKey = next.key !== undefined && (!last || atKey || isBlockOrEmpty(next.value));
      offset = useKey ? startOf(next.key) : startOf(next.value);
      node = next.value;
    }
    return offset;
  }

  #step(node: unknown, part: string | number): { key?: unknown; value: unknown } | undefined {
    if (isSeq(node) && typeof part === "number") {
      const value = node.items[part];
      return value === undefined ? undefined : { value };
    }
    return isMap(node) ? this.#pairsOf(node).get(String(part)) : undefined;
  }

  #pairsOf(map: YAMLMap): ReadonlyMap<string, Pair> {
    const known = this.#pairs.get(map);
    if (known !== undefined) return known;
    const pairs = new Map(map.items.map((pair) => [isScalar(pair.key) ? String(pair.key.value) : "", pair]));
    this.#pairs.set(map, pairs);
    return pairs;
  }
}

function isBlockOrEmpty(node: unknown): boolean {
  if (isMap(node) || isSeq(node)) return node.flow !== true;
  return !isScalar(node) || node.value === null;
}
