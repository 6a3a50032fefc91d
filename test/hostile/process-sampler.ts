import { readdirSync, readFileSync } from "node:fs";

const usuallyEveryMs = 50;

/** What everybody on the machine can see of its processes, looked at again and again. */
export class ProcessSampler {
  readonly #belongs: (pid: string) => boolean;
  readonly #seen = new Set<string>();
  #timer: NodeJS.Timeout | undefined;
  samples = 0;

  private constructor(belongs: (pid: string) => boolean) {
    this.#belongs = belongs;
  }

  /** Of all processes, or of those below a control group of this name alone: what others do on the machine is their own. */
  static start(everyMs = usuallyEveryMs, group?: string): ProcessSampler {
    const sampler = new ProcessSampler((pid) => group === undefined || isBelow(group, pid));
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
        // The group is asked last, since nearly all that is seen was seen before.
        if (text !== "" && !this.#seen.has(text) && this.#belongs(pid)) this.#seen.add(text);
      }
    }
  }
}

function isBelow(group: string, pid: string): boolean {
  return readOrNothing(`/proc/${pid}/cgroup`).includes(`/${group}/`);
}

/** Processes end between two looks, and those of others are closed to who is not root. */
function readOrNothing(path: string): string {
  try {
    return readFileSync(path, "latin1");
  } catch {
    return "";
  }
}
