import { injections } from "../injection-corpus.ts";
import type { Dice } from "./dice.ts";

const deep = (levels: number): unknown => JSON.parse(`${"[".repeat(levels)}${"]".repeat(levels)}`);
const odd: readonly (() => unknown)[] = [
  ...[null, true, 0, -1, 1.5, 1e308, "", "a".repeat(5_000), [], {}].map((value) => () => value),
  () => JSON.parse('{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}'),
  () => deep(200),
  () => Array.from({ length: 300 }, (_, at) => at),
];

/** A value of JSON with one of its places changed, taken away or doubled. */
export function spoiltJson(value: unknown, dice: Dice): unknown {
  const wanted = dice.below(Math.max(1, places(value)));
  let at = 0;
  const walk = (inner: unknown): unknown => {
    if (at++ === wanted) return change(inner, dice);
    if (Array.isArray(inner)) return inner.map(walk);
    if (typeof inner !== "object" || inner === null) return inner;
    return Object.fromEntries(Object.entries(inner).map(([key, each]) => [renamed(key, dice), walk(each)]));
  };
  return walk(value);
}

const renamed = (key: string, dice: Dice): string => (dice.oneIn(200) ? `${key}x` : key);

function change(value: unknown, dice: Dice): unknown {
  if (dice.oneIn(3)) return injections[dice.below(injections.length)]?.text.slice(0, 6_000);
  if (dice.oneIn(4)) return [value, value];
  if (dice.oneIn(4)) return { ...(typeof value === "object" ? value : {}), more: value };
  return (odd[dice.below(odd.length)] ?? (() => undefined))();
}

function places(value: unknown): number {
  if (typeof value !== "object" || value === null) return 1;
  return Object.values(value).reduce<number>((sum, inner) => sum + places(inner), 1);
}
