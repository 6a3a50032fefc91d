import { type InstallStates, installAgents } from "../install/install-agents.ts";
import type { InstallSettings } from "../install/install-settings.ts";
import type { NamedTarget } from "../install/named-target.ts";
import { type Reach, realReach } from "../install/run-program.ts";
import { installErrors, installExit, installLines, installRecap } from "../report/agents-install.ts";
import { installWords } from "../report/words/install-words.ts";
import { type CoordinatorChoice, exitCode } from "./command-line.ts";
import { untilInterrupted, withCoordinator } from "./coordinator-link.ts";
import { LiveScreen } from "./live-screen.ts";
import { note, type Output, type Surroundings, say } from "./surroundings.ts";

export interface InstallWish extends Pick<InstallSettings, "packages" | "ssh" | "version" | "waitMs" | "again"> {
  readonly targets: readonly NamedTarget[];
  /** The command to type when all is well. */
  readonly next: string;
}

/** Brings agents to hosts, showing how it goes. Resolves with the exit code. */
export async function installOnHosts(
  { targets, next, ...wish }: InstallWish,
  choice: CoordinatorChoice,
  around: Surroundings,
  reach: Reach = realReach,
): Promise<number> {
  const { signal, release } = untilInterrupted(around);
  const progress = new InstallProgress(around.stdout);
  try {
    const states = await withCoordinator(choice, async (client) => {
      // Without a coordinator nothing is begun.
      await client.status();
      const settings = { ...wish, client, reach, clock: around.clock, operator: around.operator, signal };
      return await installAgents(targets, settings, (now) => progress.show(now));
    });
    progress.end();
    return sayEnd(states, next, around);
  } catch (error) {
    progress.end();
    if (!signal.aborted) throw error;
    note(around, [installWords[around.environment.language].stopped]);
    return exitCode.detached;
  } finally {
    release();
  }
}

function sayEnd(states: InstallStates, next: string, around: Surroundings): number {
  say(around, installRecap(states, around.stdout.look));
  note(around, installErrors(states, around.stderr.look));
  const exit = installExit(states);
  const words = installWords[around.environment.language];
  say(around, ["", words.next(exit === exitCode.done ? next : words.mend)]);
  return exit;
}

/** Drawn over on a terminal; elsewhere a line for each change. */
class InstallProgress {
  readonly #output: Output;
  readonly #screen: LiveScreen;
  #said = new Set<string>();

  constructor(output: Output) {
    this.#output = output;
    this.#screen = new LiveScreen(output);
  }

  show(states: InstallStates): void {
    const lines = installLines(states, this.#output.look);
    if (this.#output.terminal) {
      this.#screen.draw(lines);
      return;
    }
    const waits = [...states.values()].map(({ state }) => state === "waits");
    const news = lines.filter((line, index) => !waits[index] && !this.#said.has(line));
    for (const line of news) this.#output.write(`${line}\n`);
    this.#said = new Set([...this.#said, ...news]);
  }

  /** The recap says it all. */
  end(): void {
    this.#screen.clear();
  }
}
