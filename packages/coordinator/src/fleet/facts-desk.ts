import { randomUUID } from "node:crypto";
import type { Clock } from "@quorate/shared/clock";
import { AppError } from "@quorate/shared/errors";
import type { HostFacts } from "@quorate/shared/facts";
import type { HostId } from "@quorate/shared/ids";

interface Question {
  readonly host: HostId;
  readonly resolve: (facts: HostFacts) => void;
  readonly reject: (error: AppError) => void;
  readonly stopTimer: () => void;
}

/** Questions for facts that wait for their answer. */
export class FactsDesk {
  readonly #clock: Clock;
  readonly #limitMs: number;
  readonly #open = new Map<string, Question>();

  constructor(clock: Clock, limitMs: number) {
    this.#clock = clock;
    this.#limitMs = limitMs;
  }

  /** `send` carries the question to the host; rejects HOST_LOST when no answer comes. */
  ask(host: HostId, send: (requestId: string) => void): Promise<HostFacts> {
    return new Promise((resolve, reject) => {
      const id = randomUUID();
      const stopTimer = this.#clock.after(this.#limitMs, () => {
        this.#close(id)?.reject(lost(host, `did not say its facts within ${this.#limitMs / 1000} s`));
      });
      this.#open.set(id, { host, resolve, reject, stopTimer });
      send(id);
    });
  }

  /** An answer to a question that is not open, or was asked of another host, changes nothing. */
  answered(host: HostId, requestId: string, facts: HostFacts): void {
    if (this.#open.get(requestId)?.host === host) this.#close(requestId)?.resolve(facts);
  }

  hostLost(host: HostId, reason: string): void {
    for (const [id, question] of this.#open) {
      if (question.host === host) this.#close(id)?.reject(lost(host, `went away before it said its facts: ${reason}`));
    }
  }

  #close(id: string): Question | undefined {
    const question = this.#open.get(id);
    question?.stopTimer();
    this.#open.delete(id);
    return question;
  }
}

function lost(host: HostId, what: string): AppError {
  return new AppError("HOST_LOST", `${host} ${what}`, { hint: "on the host: journalctl -u quorate-agent" });
}
