import type { HostId } from "@quorate/shared/ids";
import { type Look, paint, type Tone } from "./look.ts";
import { isOver, type RunProgress, type StepState } from "./run-progress.ts";
import { columns, table } from "./table.ts";
import { runWords } from "./words/run-words.ts";

/** One line per host: how its steps ended. The rarer counts only where there are some. */
export function recap(progress: RunProgress, look: Look): readonly string[] {
  const [, ...lines] = table(
    columns("", "", "", "", "", "", ""),
    progress.plan.hosts.map((host) => recapRow(progress, host, look)),
  );
  return [paint(look, "strong", runWords[look.language].recap), ...lines];
}

function recapRow(progress: RunProgress, host: HostId, look: Look): readonly string[] {
  const steps = progress.stepsOf(host);
  const words = runWords[look.language].counts;
  const count = (...states: readonly StepState[]): number => steps.filter(({ state }) => states.includes(state)).length;
  const shown = (name: string, value: number, tone: Tone): string =>
    value > 0 ? paint(look, tone, `${name}=${value}`) : `${name}=0`;
  const rare = (name: string, value: number, tone: Tone): readonly string[] =>
    value > 0 ? [paint(look, tone, `${name}=${value}`)] : [];
  return [
    host,
    shown(words.ok, count("unchanged"), "good"),
    shown(words.changed, count("changed"), "change"),
    shown(words.failed, count("failed"), "bad"),
    ...rare(words.lost, count("lost"), "bad"),
    ...rare(words.canceled, count("canceled"), "warn"),
    ...rare(words.notRun, steps.filter(({ state }) => !isOver(state)).length, "faint"),
  ];
}
