import { AppError } from "@quorate/shared/errors";
import type { Language } from "@quorate/shared/language";
import type { InstallState, InstallStates } from "../install/install-agents.ts";
import { errorText } from "./error-text.ts";
import { type Look, paint, symbols } from "./look.ts";
import { columns, table } from "./table.ts";
import { installWords } from "./words/install-words.ts";

/** What is being done, or what came of it. */
function stateWords(state: InstallState, language: Language): string {
  const words = installWords[language];
  switch (state.state) {
    case "waits":
      return words.waits;
    case "done":
      return state.changes.length === 0
        ? words.unchanged
        : words.list(state.changes.map((change) => words.changes[change]));
    case "failed":
      return state.error.code;
    case "works":
      return stageWords(state, language);
  }
}

function stageWords(state: Extract<InstallState, { readonly state: "works" }>, language: Language): string {
  const words = installWords[language];
  switch (state.stage) {
    case "look":
      return words.look;
    case "copy":
      return words.copy(state.file);
    case "install":
      return words.install(state.manager);
    case "enrol":
      return words.enrol;
    case "start":
      return words.start;
    case "wait":
      return words.wait;
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
  const rows = [...states].map(([name, state]) => [`${marks[state.state]} ${name}`, stateWords(state, look.language)]);
  const [, ...lines] = table(columns("", ""), rows);
  return lines;
}

/** How it ended, one line for each host. */
export function installRecap(states: InstallStates, look: Look): readonly string[] {
  const words = installWords[look.language];
  const rows = [...states].map(([name, state]) => {
    if (state.state === "failed") return [name, paint(look, "bad", words.failed), state.error.code];
    const version = state.state === "done" ? words.connected(state.agentVersion) : "";
    const changed = state.state === "done" && state.changes.length > 0;
    const text = changed ? words.with(stateWords(state, look.language), version) : version;
    return [name, changed ? paint(look, "change", words.changed) : paint(look, "good", words.unchanged), text];
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
