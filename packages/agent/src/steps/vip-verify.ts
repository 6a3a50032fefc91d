import { elapsedMs } from "@quorate/shared/clock";
import { AppError } from "@quorate/shared/errors";
import type { StepInput, StepOutput } from "@quorate/shared/step/contract";
import { sameAddress } from "../host/addresses.ts";
import type { DialResult } from "../host/host.ts";
import type { CheckHandler, StepContext } from "./handler.ts";

type Input = StepInput<"vip.verify">;
type Answer = StepOutput<"vip.verify">;

const pollMs = 100;
const dialTimeoutMs = 1_000;

/** Waits until the VIP's port answers from here and whether this host holds the VIP has not changed for stableMs. */
export const vipVerify: CheckHandler<"vip.verify"> = {
  type: "check",
  check: async (input, ctx) => {
    const seen = new Sightings(ctx);
    try {
      for (;;) {
        const look = await lookOnce(input, ctx);
        seen.add(look);
        if (look.answer.portAnswers && seen.stableForMs() >= input.stableMs) return look.answer;
        await ctx.clock.sleep(pollMs, ctx.signal);
      }
    } catch (error) {
      throw explained(error, input, seen);
    }
  },
};

interface Look {
  readonly answer: Answer;
  readonly text: string;
}

async function lookOnce({ vip, port }: Input, { host, signal }: StepContext): Promise<Look> {
  const holdsVip = host.network.addresses().some(({ address }) => sameAddress(address, vip));
  const dial = await host.network.dial(vip, port, { timeoutMs: dialTimeoutMs, signal });
  return { answer: { holdsVip, portAnswers: dial.reached }, text: describe(holdsVip, dial) };
}

function describe(holdsVip: boolean, dial: DialResult): string {
  const where = holdsVip ? "this host holds the VIP" : "this host does not hold the VIP";
  return `${where}, its port ${dial.reached ? "answers" : `does not answer: ${dial.problem}`}`;
}

/** Remembers since when the same thing is seen, and tells when it changes. */
class Sightings {
  readonly #ctx: StepContext;
  readonly changes: string[] = [];
  #since: bigint;

  constructor(ctx: StepContext) {
    this.#ctx = ctx;
    this.#since = ctx.clock.monoNs();
  }

  add({ text }: Look): void {
    if (this.changes.at(-1) === text) return;
    this.changes.push(text);
    this.#since = this.#ctx.clock.monoNs();
    this.#ctx.output(text);
  }

  stableForMs(): number {
    return elapsedMs(this.#ctx.clock, this.#since);
  }
}

/** A wait that ran out says what it was waiting for; a cancel stays a cancel. */
function explained(error: unknown, { vip, port, stableMs }: Input, seen: Sightings): unknown {
  if (!(error instanceof AppError) || error.code !== "STEP_TIMED_OUT") return error;
  const last = seen.changes.at(-1) ?? "nothing was seen";
  return new AppError(
    "STEP_TIMED_OUT",
    `VIP ${vip} port ${port} gave no answer that held for ${stableMs} ms: ${last}`,
    {
      cause: error,
      hint: "look at `journalctl -u keepalived -u haproxy` on every control-plane host",
      evidence: seen.changes.slice(-20),
    },
  );
}
