import type { ExecResult } from "../../packages/agent/src/host/host.ts";
import type { UnitState } from "../../packages/agent/src/host/units.ts";
import { exited, type FakeCommand, succeeded } from "./fake-host.ts";

export type FakeUnit = Omit<UnitState, "unit"> & { readonly journal: readonly string[] };

const stopped: FakeUnit = {
  load: "loaded",
  active: "inactive",
  sub: "dead",
  mainPid: 0,
  result: "success",
  fileState: "disabled",
  journal: [],
};
const absent: FakeUnit = { ...stopped, load: "not-found", fileState: "" };

const dead: Partial<FakeUnit> = { active: "inactive", sub: "dead", mainPid: 0 };

export interface FakeSystemdOptions {
  readonly units?: Readonly<Record<string, Partial<FakeUnit>>>;
  /** What starting a unit makes of it; by default it runs. */
  readonly onStart?: (unit: string) => Partial<FakeUnit> | undefined;
}

/** systemctl and journalctl over units in memory. Give `command` to a fake host. */
export class FakeSystemd {
  readonly units = new Map<string, FakeUnit>();
  /** How often unit files were read anew. */
  reloads = 0;
  readonly #onStart: (unit: string) => Partial<FakeUnit> | undefined;
  #nextPid = 1000;

  constructor(options: FakeSystemdOptions = {}) {
    this.#onStart = options.onStart ?? (() => undefined);
    for (const [unit, state] of Object.entries(options.units ?? {})) this.units.set(unit, { ...stopped, ...state });
  }

  readonly command: FakeCommand = (argv) => {
    const [program, verb = ""] = argv;
    if (program === "journalctl") return succeeded(this.#unit(argv[argv.indexOf("-u") + 1] ?? "").journal.join("\n"));
    if (program !== "systemctl") return undefined;
    if (verb === "daemon-reload" || verb === "daemon-reexec") {
      this.reloads += 1;
      return succeeded();
    }
    const units = operands(argv);
    if (verb === "show") return succeeded(units.map((unit) => this.#show(unit)).join("\n\n"));
    const results = units.map((unit) => this.#operate(verb, unit, argv));
    return results.find((result) => result.code !== 0) ?? succeeded();
  };

  #operate(verb: string, unit: string, argv: readonly string[]): ExecResult {
    const before = this.#unit(unit);
    if (before.load === "not-found" && verb !== "mask") return exited(5, `Unit ${unit} not found.`);
    if (before.load === "masked" && (verb === "start" || verb === "restart")) {
      return exited(1, `Failed to ${verb} ${unit}: Unit ${unit} is masked.`);
    }
    const change = this.#change(verb, unit, before, argv);
    if (change === undefined) return exited(1, `fake systemd does not know "${verb}"`);
    this.units.set(unit, { ...before, ...change });
    return succeeded();
  }

  #change(verb: string, unit: string, before: FakeUnit, argv: readonly string[]): Partial<FakeUnit> | undefined {
    const now = argv.includes("--now");
    const runtime = argv.includes("--runtime");
    switch (verb) {
      case "start":
        return before.active === "active" ? {} : this.#started(unit);
      case "restart":
        return this.#started(unit);
      case "stop":
        return dead;
      case "reload":
        return {};
      case "enable":
        return { fileState: "enabled", ...(now ? this.#started(unit) : {}) };
      case "disable":
        return { fileState: "disabled", ...(now ? dead : {}) };
      case "mask":
        return { load: "masked", fileState: runtime ? "masked-runtime" : "masked" };
      case "unmask":
        return { load: "loaded", fileState: "disabled" };
      default:
        return undefined;
    }
  }

  #started(unit: string): Partial<FakeUnit> {
    this.#nextPid += 1;
    return { active: "active", sub: "running", mainPid: this.#nextPid, result: "success", ...this.#onStart(unit) };
  }

  #unit(unit: string): FakeUnit {
    return this.units.get(unit) ?? absent;
  }

  #show(unit: string): string {
    const state = this.#unit(unit);
    return [
      `LoadState=${state.load}`,
      `ActiveState=${state.active}`,
      `SubState=${state.sub}`,
      `MainPID=${state.mainPid}`,
      `Result=${state.result}`,
      `UnitFileState=${state.fileState}`,
    ].join("\n");
  }
}

/** Words after the verb that are neither options nor the value of -p. */
function operands(argv: readonly string[]): readonly string[] {
  return argv.slice(2).filter((word, at, words) => !word.startsWith("-") && words[at - 1] !== "-p");
}
