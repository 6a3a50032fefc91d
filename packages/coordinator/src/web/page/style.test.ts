import { describe, expect, it } from "vitest";
import { style } from "./style.ts";

/** WCAG 2.2: relative luminance of #rrggbb. */
function luminance(colour: string): number {
  const [r = 0, g = 0, b = 0] = (colour.length === 4 ? colour.replace(/[0-9a-f]/g, "$&$&") : colour)
    .slice(1)
    .match(/../g)
    ?.map((pair) => Number.parseInt(pair, 16) / 255)
    .map((part) => (part <= 0.040_45 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)) ?? [0];
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: string, b: string): number {
  const [low = 0, high = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (high + 0.05) / (low + 0.05);
}

/** The custom properties of the n-th :root of the style. */
function colours(index: number): Readonly<Record<string, string>> {
  const block = style.split(":root{")[index + 1]?.split("}")[0] ?? "";
  return Object.fromEntries(
    [...block.matchAll(/--([a-z-]+):(#[0-9a-f]+)/g)].map(([, name = "", value = ""]) => [name, value]),
  );
}

const grounds = ["ground", "card"].flatMap((ground) =>
  ["text", "faint", "link", "good", "bad", "warn", "lead"].map((text) => [text, ground] as const),
);
const bars = ["changed", "unchanged", "running", "failed", "canceled"].map((bar) => ["on-bar", bar] as const);

describe.each([
  ["light", 0],
  ["dark", 1],
] as const)("the %s style", (_, index) => {
  it.each([...grounds, ...bars, ["text", "badge"], ["text", "phase"]] as const)(
    "can be read: %s on %s has the contrast that WCAG AA asks for",
    (text, ground) => {
      const known = colours(index);
      expect(contrast(known[text] ?? "", known[ground] ?? "")).toBeGreaterThanOrEqual(4.5);
    },
  );
});
