import type { Plan, Step } from "@quorate/shared/plan";

/** When a step was begun first and ended last; milliseconds since 1970. */
export interface StepSpan {
  readonly startMs: number;
  readonly endMs: number;
}

export interface CriticalPath {
  /** From the beginning of its first step to the end of its last. */
  readonly ms: number;
  /** Ids of steps, in the order in which they ran. */
  readonly steps: readonly string[];
}

/**
 * Why the run took so long: from the step that ended last back to what held it up, and so on. What holds a step up is the last of
 * what it needs to end, or the step that had the package manager before it; a member of a barrier is also held up by the member
 * that came last. An assertion takes no time and stands for the steps that it judges.
 */
export function criticalPath(
  steps: ReadonlyMap<string, Step>,
  plan: Plan,
  spans: ReadonlyMap<string, StepSpan>,
): CriticalPath {
  const walk = new Walk(steps, plan, spans);
  const path: string[] = [];
  let current = walk.lastOf([...spans.keys()]);
  while (current !== undefined && !path.includes(current)) {
    path.push(current);
    const { mate, holder } = walk.heldUp(current);
    if (mate !== undefined && mate !== current && !path.includes(mate)) path.push(mate);
    current = holder;
  }
  const [last, first] = [spans.get(path[0] ?? ""), spans.get(path.at(-1) ?? "")];
  return { ms: last && first ? last.endMs - first.startMs : 0, steps: path.reverse() };
}

class Walk {
  readonly #begun: readonly Step[];
  readonly #spans: ReadonlyMap<string, StepSpan>;
  readonly #judged: ReadonlyMap<string, readonly string[]>;

  constructor(steps: ReadonlyMap<string, Step>, { assertions }: Plan, spans: ReadonlyMap<string, StepSpan>) {
    this.#begun = [...steps.values()].filter(({ id }) => spans.has(id));
    this.#spans = spans;
    this.#judged = new Map(assertions.map(({ id, over }) => [id, over]));
  }

  lastOf(ids: readonly string[]): string | undefined {
    const known = ids.filter((id) => this.#spans.has(id));
    return known.toSorted((a, b) => this.#endOf(b) - this.#endOf(a))[0];
  }

  /** Which step was the last to end before this one could go on, and which member of its barrier waited for that one. */
  heldUp(id: string): { readonly mate?: string; readonly holder?: string } {
    const own = this.#begun.find((step) => step.id === id);
    if (!own) return {};
    const mates = [own, ...this.#begun.filter(({ barrier }) => barrier !== undefined && barrier === own.barrier)];
    const holder = this.lastOf(mates.flatMap((mate) => this.#holdersOf(mate)));
    const mate = mates.find((each) => holder !== undefined && this.#holdersOf(each).includes(holder));
    return { ...(mate ? { mate: mate.id } : {}), ...(holder === undefined ? {} : { holder }) };
  }

  #holdersOf({ id, host, needs, exclusive }: Step): readonly string[] {
    const before = this.#begun.filter(
      (other) => exclusive !== undefined && other.exclusive === exclusive && other.host === host && other.id !== id,
    );
    const start = this.#spans.get(id)?.startMs ?? 0;
    return [
      ...needs.flatMap((need) => this.#judged.get(need) ?? [need]),
      ...before.map((other) => other.id).filter((other) => this.#endOf(other) <= start),
    ];
  }

  #endOf(id: string): number {
    return this.#spans.get(id)?.endMs ?? 0;
  }
}
