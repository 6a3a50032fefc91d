import { AppError } from "@quorate/shared/errors";
import type { InstallState, InstallStates } from "../install/install-agents.ts";
import type { InstallChange } from "../install/install-settings.ts";
import { errorText } from "./error-text.ts";
import { type Look, paint, symbols } from "./look.ts";
import { columns, table } from "./table.ts";

const changeWords: Readonly<Record<InstallChange, string>> = {
  installed: "installed",
  enrolled: "enrolled",
  started: "started",
};

/** What is being done, or what came of it. */
function stateWords(state: InstallState): string {
  switch (state.state) {
    case "waits":
      return "waits for its turn";
    case "done":
      return state.changes.length === 0 ? "unchanged" : state.changes.map((change) => changeWords[change]).join(", ");
    case "failed":
      return state.error.code;
    case "works":
      return stageWords(state);
  }
}

function stageWords(state: Extract<InstallState, { readonly state: "works" }>): string {
  switch (state.stage) {
    case "look":
      return "finds out what it is";
    case "copy":
      return `gets ${state.file}`;
    case "install":
      return `installs with ${state.manager}`;
    case "enrol":
      return "enrols";
    case "start":
      return "starts its agent";
    case "wait":
      return "waits for its agent to connect";
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
  const rows = [...states].map(([name, state]) => [`${marks[state.state]} ${name}`, stateWords(state)]);
  const [, ...lines] = table(columns("", ""), rows);
  return lines;
}

/** How it ended, one line for each host. */
export function installRecap(states: InstallStates, look: Look): readonly string[] {
  const rows = [...states].map(([name, state]) => {
    if (state.state === "failed") return [name, paint(look, "bad", "failed"), state.error.code];
    const version = state.state === "done" ? `quorate-agent ${state.agentVersion}, connected` : "";
    const changed = state.state === "done" && state.changes.length > 0;
    const words = changed ? `${stateWords(state)}: ${version}` : version;
    return [name, changed ? paint(look, "change", "changed") : paint(look, "good", "unchanged"), words];
  });
  const [, ...lines] = table(columns("", "", ""), rows);
  return [paint(look, "strong", "RECAP"), ...lines];
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
