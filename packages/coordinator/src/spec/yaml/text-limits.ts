import { CST, Lexer } from "yaml";
import type { Problem } from "../problem.ts";
import type { SourceText } from "./source-text.ts";

/** Far above any real cluster, far below what makes a YAML parser slow: 64 hosts take some 3,000 tokens. */
const maxBytes = 262_144;
const maxTokens = 10_000;
const maxNesting = 32;
const maxIndent = 160;

const refused: Readonly<Record<string, string>> = {
  alias: "an alias (*name) is not allowed: write the value out in full",
  anchor: "an anchor (&name) is not allowed: write the value out in full wherever it is needed",
  tag: "a tag (!name) is not allowed: write the plain value; text that looks like a number goes in quotes",
  "directive-line": "a directive (%…) is not allowed: the file is plain YAML 1.2",
  "explicit-key-ind": 'a complex key ("? key") is not allowed: write key: value',
};

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
const strange = /[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufeff\ufffd\u202a-\u202e\u2066-\u2069]|\r(?!\n)|\p{Surrogate}/u;

/** Bounds on raw text, checked before anything that allocates or recurses in proportion to it. */
export function checkSize(text: string): string | undefined {
  if (text.length <= maxBytes && Buffer.byteLength(text) <= maxBytes) return undefined;
  return `the file is larger than ${maxBytes / 1024} KiB: a spec of 64 hosts takes about 10; is it the right file?`;
}

/** Characters that no spec needs and that hide what a reader sees: controls, bytes that are not UTF-8, text direction marks. */
export function checkCharacters(source: SourceText): Problem[] {
  const found = strange.exec(source.text);
  if (found === null) return [];
  const code = (found[0].codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0");
  const what = found[0] === "\ufffd" ? "bytes that are not UTF-8" : `the character U+${code}`;
  return [
    {
      ...source.placeAt(found.index),
      path: "",
      message: `${what}: only printable UTF-8 text, spaces, tabs and newlines are allowed; save the file as UTF-8`,
    },
  ];
}

/** Reads the tokens, which needs neither recursion nor a tree, and stops at the first limit that is passed. */
export function checkTokens(source: SourceText): Problem[] {
  const budget = new TokenBudget();
  const problems: Problem[] = [];
  let offset = 0;
  for (const token of new Lexer().lex(source.text)) {
    const type = CST.tokenType(token);
    const excess = budget.spend(type, token);
    const message = excess ?? refused[type ?? ""];
    if (message !== undefined) problems.push({ ...source.placeAt(offset), path: "", message });
    if (excess !== undefined || problems.length > 20) break;
    // These two are marks of the lexer; they do not stand in the text.
    if (type !== "doc-mode" && type !== "scalar") offset += token.length;
  }
  return problems;
}

class TokenBudget {
  #tokens = 0;
  #flow = 0;
  #dashes = 0;
  #lineStart = true;

  /** What is too much now; undefined while all is well. */
  spend(type: CST.TokenType | null, token: string): string | undefined {
    this.#tokens += 1;
    if (type === "newline") this.#dashes = 0;
    if (type === "seq-item-ind") this.#dashes += 1;
    if (type === "flow-map-start" || type === "flow-seq-start") this.#flow += 1;
    if (type === "flow-map-end" || type === "flow-seq-end") this.#flow -= 1;
    const indent = this.#lineStart && type === "space" ? token.length : 0;
    this.#lineStart = type === "newline";
    if (this.#tokens > maxTokens) return `more than ${maxTokens} words and signs of YAML: is it the right file?`;
    const deep = Math.max(this.#flow, this.#dashes) > maxNesting || indent > maxIndent;
    return deep ? "nested too deeply: a spec needs at most 12 levels" : undefined;
  }
}
