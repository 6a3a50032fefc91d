import { widthOf } from "../../report/line.ts";

/** Milliseconds to pixels, linear; what is outside is drawn at the edge. */
export class Scale {
  readonly #from: number;
  readonly #to: number;
  readonly #left: number;
  readonly #width: number;

  constructor(domain: readonly [from: number, to: number], left: number, width: number) {
    this.#from = domain[0];
    this.#to = Math.max(domain[1], domain[0] + 1);
    this.#left = left;
    this.#width = width;
  }

  at(ms: number): number {
    const share = (ms - this.#from) / (this.#to - this.#from);
    return round(this.#left + this.#width * Math.min(1, Math.max(0, share)));
  }

  /** Round values, at most `most` of them. */
  ticks(most: number): readonly number[] {
    const step = tickStep((this.#to - this.#from) / most);
    const first = Math.ceil(this.#from / step) * step;
    const count = Math.floor((this.#to - first) / step) + 1;
    return Array.from({ length: Math.max(0, count) }, (_, index) => first + index * step);
  }
}

/** A tenth of a pixel is all that is seen. */
export const round = (value: number): number => Math.round(value * 10) / 10;

/** 1, 2 or 5 times a power of ten below a second; seconds and minutes as clocks have them above. */
const clockSteps = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200].map((s) => s * 1_000);

function tickStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(least, 0.1)));
  const decimal = [1, 2, 5, 10].map((factor) => factor * power).find((step) => step >= least) ?? least;
  return decimal < 1_000 ? decimal : (clockSteps.find((step) => step >= least) ?? least);
}

/** About how wide text is drawn at 12 px; a wide character is twice a narrow one. */
export const textWidth = (text: string, narrowPx = 6.6): number => widthOf(text) * narrowPx;

/** Cut to a width in narrow characters, the cut shown. */
export function fit(text: string, columns: number): string {
  if (widthOf(text) <= columns) return text;
  let kept = "";
  for (const char of text) {
    if (widthOf(kept) + widthOf(char) > columns - 1) break;
    kept += char;
  }
  return `${kept}…`;
}

/** 0.84 ms, 12 ms, 1.20 s, 4:12: what fits beside a mark. */
export function span(ms: number): string {
  if (ms < 10) return `${ms.toFixed(1)} ms`;
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${(ms / 1_000).toFixed(ms < 10_000 ? 2 : 1)} s`;
  const seconds = Math.round(ms / 1_000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")} min`;
}

/** 25 MiB, 3.9 GiB. */
export function size(bytes: number): string {
  const units = ["B", "KiB", "MiB", "GiB", "TiB"];
  const power = Math.min(units.length - 1, Math.floor(Math.log2(Math.max(1, bytes)) / 10));
  const value = bytes / 2 ** (10 * power);
  return `${value >= 10 || power === 0 ? Math.round(value) : value.toFixed(1)} ${units[power]}`;
}
