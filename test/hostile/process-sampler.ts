import { readdirSync, readFileSync } from "node:fs";

const usuallyEveryMs = 50;

/** What everybody on the machine can see of its processes, looked at again and again. */
export class ProcessSampler {
  readonly #seen = new Set<string>();
  #timer: NodeJS.Timeout | undefined;
  samples = 0;

  static start(everyMs = usuallyEveryMs): ProcessSampler {
    const sampler = new ProcessSampler();
    sampler.#timer = setInterval(() => sampler.#look(), everyMs);
    sampler.#look();
    return sampler;
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  /** Command lines and environments so far, each once. */
  get seen(): readonly string[] {
    return [...this.#seen];
  }

  #look(): void {
    this.samples += 1;
    for (const pid of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
      for (const file of ["cmdline", "environ"]) {
        const text = readOrNothing(`/proc/${pid}/${file}`);
        if (text !== "") this.#seen.add(text);
      }
    }
  }
}

/** Processes end between two looks, and those of others are closed to who is not root. */
function readOrNothing(path: string): string {
  try {
    return readFileSync(path, "latin1");
  } catch {
    return "";
  }
}
