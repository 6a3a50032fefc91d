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
  readonly #spans: ReadonlyMap<string, StepSpan>;
  readonly #begun: ReadonlyMap<string, Step>;
  readonly #ofBarrier: ReadonlyMap<string | undefined, readonly Step[]>;
  /** Of steps that take turns, those of one host: see `turnsOf`. */
  readonly #turns: ReadonlyMap<string, readonly Step[]>;
  readonly #judged: ReadonlyMap<string, readonly string[]>;

  constructor(steps: ReadonlyMap<string, Step>, { assertions }: Plan, spans: ReadonlyMap<string, StepSpan>) {
    const begun = [...steps.values()].filter(({ id }) => spans.has(id));
    this.#spans = spans;
    this.#begun = new Map(begun.map((step) => [step.id, step]));
    this.#ofBarrier = Map.groupBy(begun, ({ barrier }) => barrier);
    this.#turns = Map.groupBy(begun, turnsOf);
    this.#judged = new Map(assertions.map(({ id, over }) => [id, over]));
  }

  lastOf(ids: readonly string[]): string | undefined {
    const known = ids.filter((id) => this.#spans.has(id));
    return known.reduce<string | undefined>(
      (last, id) => (last === undefined || this.#endOf(id) > this.#endOf(last) ? id : last),
      undefined,
    );
  }

  /** Which step was the last to end before this one could go on, and which member of its barrier waited for that one. */
  heldUp(id: string): { readonly mate?: string; readonly holder?: string } {
    const own = this.#begun.get(id);
    if (!own) return {};
    const mates = own.barrier === undefined ? [own] : [own, ...(this.#ofBarrier.get(own.barrier) ?? [])];
    const waits = mates.map((mate) => ({ mate: mate.id, holder: this.lastOf(this.#holdersOf(mate)) }));
    const holder = this.lastOf(waits.flatMap((wait) => wait.holder ?? []));
    const found = holder === undefined ? undefined : waits.find((wait) => wait.holder === holder);
    return found?.holder === undefined ? {} : { mate: found.mate, holder: found.holder };
  }

  #holdersOf(step: Step): readonly string[] {
    const needs = step.needs.flatMap((need) => this.#judged.get(need) ?? [need]);
    if (step.exclusive === undefined) return needs;
    const start = this.#spans.get(step.id)?.startMs ?? 0;
    const before = (this.#turns.get(turnsOf(step)) ?? []).filter(({ id }) => this.#endOf(id) <= start);
    return [...needs, ...before.map(({ id }) => id).filter((id) => id !== step.id)];
  }

  #endOf(id: string): number {
    return this.#spans.get(id)?.endMs ?? 0;
  }
}

const turnsOf = ({ host, exclusive }: Step): string => `${host} ${exclusive ?? ""}`;
