import type { RunProgress } from "../report/run-progress.ts";
import type { Surroundings } from "./surroundings.ts";
import { runCommandWords } from "./words/run-command-words.ts";

/** daemon: the run goes on without us. embedded: the coordinator is in this process and ends with it. */
export type CoordinatorPlace = "daemon" | "embedded";

export type InterruptState = "none" | "asked" | "stopping";

/**
 * What Ctrl-C does while a run is shown.
 * daemon: the first one detaches. embedded: the first one waits for an open start window to close, then stops; the
 * second one stops at once.
 */
export class RunInterrupt {
  readonly #place: CoordinatorPlace;
  readonly #windowOpen: string;
  readonly #controller = new AbortController();
  readonly #release: () => void;
  #progress: RunProgress | undefined;
  #state: InterruptState = "none";
  onAsked: (text: string) => void = () => undefined;

  constructor(place: CoordinatorPlace, around: Surroundings) {
    this.#place = place;
    this.#windowOpen = runCommandWords[around.environment.language].windowOpen;
    this.#release = around.onInterrupt(() => this.#interrupt());
  }

  /** Aborts when no more events shall be read. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  get state(): InterruptState {
    return this.#state;
  }

  seen(progress: RunProgress): void {
    this.#progress = progress;
    if (this.#state === "asked" && !windowOpen(progress)) this.#stop();
  }

  release(): void {
    this.#release();
  }

  #interrupt(): void {
    const open = this.#progress !== undefined && windowOpen(this.#progress);
    if (this.#place === "daemon" || this.#state === "asked" || !open) return this.#stop();
    this.#state = "asked";
    this.onAsked(this.#windowOpen);
  }

  #stop(): void {
    this.#state = "stopping";
    this.#controller.abort();
  }
}

/** Members were told to start and not all have answered: who leaves now leaves them without an end. */
function windowOpen({ barriers }: RunProgress): boolean {
  return barriers.some(({ state }) => state === "armed" || state === "firing");
}
