import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseSpec } from "../../../packages/coordinator/src/spec/parse-spec.ts";
import { injections } from "../injection-corpus.ts";
import type { Dice } from "./dice.ts";
import { type FuzzTarget, refusedOr } from "./target.ts";

const examples = ["blog", "current", "offline", "stacked"].map((name) =>
  readFileSync(fileURLToPath(new URL(`../../../deploy/examples/${name}.yaml`, import.meta.url)), "utf8"),
);
const pieces = [
  "&a ",
  "*a",
  "!!set ",
  "<<: ",
  "? ",
  "- - ",
  "{",
  "[",
  "|\n",
  ">-\n",
  "---\n",
  "...\n",
  "__proto__: ",
  "\0",
  "\t",
  ": ",
  "#",
]
  .concat(["{a: ".repeat(300), "[".repeat(500), "- ".repeat(200), '"', "'", "\r", "\u2028", "0x", "1e9", "~"])
  .concat(injections.filter(({ text }) => text.length < 300).map(({ text }) => text));
/** Of the processor: the machine may be busy, the parser must not be. Ten times what a bomb may cost at its best. */
const longestMs = 1_000;

/** cluster.yaml as it comes off a disk, with something in it that should not be. */
export const specTarget: FuzzTarget = {
  name: "cluster.yaml",
  share: 30_000,
  run(dice: Dice) {
    const text = examples[dice.below(examples.length)] ?? "";
    const at = dice.below(text.length);
    const piece = pieces[dice.below(pieces.length)] ?? "";
    const put = text.slice(0, at) + piece + text.slice(at + (dice.oneIn(3) ? dice.below(200) : 0));
    const spoilt = dice.oneIn(4) ? dice.spoilt(Buffer.from(put)).toString() : put;
    const since = process.threadCpuUsage();
    refusedOr(() => parseSpec(spoilt, "c"), "the spec");
    const { user, system } = process.threadCpuUsage(since);
    const tookMs = (user + system) / 1_000;
    if (tookMs > longestMs) throw new Error(`the spec took ${tookMs} ms of the processor`);
    if (Object.hasOwn(Object.prototype, "polluted")) throw new Error("the spec polluted the prototype of objects");
  },
};
