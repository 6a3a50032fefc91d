import { styleText } from "node:util";
import type { Language } from "@quorate/shared/language";

/** How text may look where it goes. */
export interface Look {
  readonly colour: boolean;
  /** False where the locale is not UTF-8: then only ASCII is drawn. */
  readonly unicode: boolean;
  /** Width of a line in terminal columns. */
  readonly columns: number;
  readonly language: Language;
}

/** A pipe or a file: no colour, the width that mail and terminals agree on. */
export const plainLook: Look = { colour: false, unicode: true, columns: 80, language: "en" };

export type Tone = "good" | "change" | "bad" | "warn" | "busy" | "faint" | "strong";

const formats = {
  good: "green",
  change: "yellow",
  bad: ["red", "bold"],
  warn: "yellow",
  busy: "cyan",
  faint: "dim",
  strong: "bold",
} as const satisfies Record<Tone, Parameters<typeof styleText>[0]>;

export function paint(look: Look, tone: Tone, text: string): string {
  if (!look.colour || text === "") return text;
  // Whether colour is wanted was decided where the environment is known, so the stream is not asked again.
  return styleText(formats[tone], text, { validateStream: false });
}

interface Symbols {
  readonly done: string;
  readonly failed: string;
  readonly busy: string;
  readonly waiting: string;
  readonly armed: string;
  readonly retry: string;
  readonly dot: string;
  readonly arrow: string;
  readonly ellipsis: string;
  readonly plusMinus: string;
  readonly branch: string;
  readonly lastBranch: string;
  readonly trunk: string;
}

const drawn: Symbols = {
  done: "✓",
  failed: "✗",
  busy: "▶",
  waiting: "·",
  armed: "◆",
  retry: "↻",
  dot: "·",
  arrow: "→",
  ellipsis: "…",
  plusMinus: "±",
  branch: "├─",
  lastBranch: "└─",
  trunk: "│ ",
};

const ascii: Symbols = {
  done: "+",
  failed: "x",
  busy: ">",
  waiting: ".",
  armed: "=",
  retry: "@",
  dot: "-",
  arrow: "->",
  ellipsis: "...",
  plusMinus: "+-",
  branch: "|-",
  lastBranch: "`-",
  trunk: "| ",
};

export function symbols(look: Look): Symbols {
  return look.unicode ? drawn : ascii;
}
