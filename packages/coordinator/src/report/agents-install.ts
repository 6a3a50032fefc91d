import { AppError } from "@quorate/shared/errors";
import type { Language } from "@quorate/shared/language";
import type { InstallState, InstallStates } from "../install/install-agents.ts";
import type { InstallChange, InstallStage } from "../install/install-settings.ts";
import { errorText } from "./error-text.ts";
import { type Look, paint, symbols } from "./look.ts";
import { columns, table } from "./table.ts";
import { installWords } from "./words/install-words.ts";

type Words = (typeof installWords)[Language];

/** What is being done, or what came of it. */
function stateWords(state: InstallState, words: Words): string {
  switch (state.state) {
    case "waits":
      return words.waits;
    case "done":
      return state.changes.length === 0 ? words.unchanged : changeWords(state.changes, words);
    case "failed":
      return state.error.code;
    case "works":
      return stageWords(state, words);
  }
}

const changeWords = (changes: readonly InstallChange[], words: Words): string =>
  changes.map((change) => words.changes[change]).join(words.and);

function stageWords(stage: InstallStage, { stages }: Words): string {
  switch (stage.stage) {
    case "copy":
      return stages.copy(stage.file);
    case "install":
      return stages.install(stage.manager);
    default:
      return stages[stage.stage];
  }
}

/** One line for each host. */
export function installLines(states: InstallStates, look: Look): readonly string[] {
  const draw = symbols(look);
  const marks = {
    waits: paint(look, "faint", draw.waiting),
    works: paint(look, "busy", draw.busy),
    done: paint(look, "good", draw.done),
    failed: paint(look, "bad", draw.failed),
  };
  const rows = [...states].map(([name, state]) => [
    `${marks[state.state]} ${name}`,
    stateWords(state, installWords[look.language]),
  ]);
  const [, ...lines] = table(columns("", ""), rows);
  return lines;
}

/** How it ended, one line for each host. */
export function installRecap(states: InstallStates, look: Look): readonly string[] {
  const words = installWords[look.language];
  const rows = [...states].map(([name, state]) => {
    if (state.state === "failed") return [name, paint(look, "bad", words.failed), state.error.code];
    if (state.state !== "done") return [name, "", stateWords(state, words)];
    const agent = words.connected(state.agentVersion);
    if (state.changes.length === 0) return [name, paint(look, "good", words.unchanged), agent];
    return [name, paint(look, "change", words.changed), words.done(changeWords(state.changes, words), agent)];
  });
  const [, ...lines] = table(columns("", "", ""), rows);
  return [paint(look, "strong", words.recap), ...lines];
}

/** Why hosts failed, in the shape of every other error; what several have in common is said once. */
export function installErrors(states: InstallStates, look: Look): readonly string[] {
  const failed = [...states].flatMap(([name, state]) =>
    state.state === "failed" ? [{ name, error: state.error }] : [],
  );
  const same = Map.groupBy(failed, ({ error }) => `${error.code} ${error.message} ${error.hint}`);
  return [...same.values()].flatMap((each) => {
    const { code, message, hint, evidence } = each[0]?.error ?? new AppError("INTERNAL", "no error");
    const names = each.map(({ name }) => name).join(", ");
    return errorText(new AppError(code, `${names}: ${message}`, { hint, evidence }), look);
  });
}

/** The code that the command ends with: that of the failures when they have one in common, else 1. */
export function installExit(states: InstallStates): number {
  const codes = new Set(
    [...states.values()].flatMap((state) => (state.state === "failed" ? [state.error.spec.exit] : [])),
  );
  const [only = 0] = codes;
  return codes.size > 1 ? 1 : only;
}
