import { elapsedMs } from "@quorate/shared/clock";
import { AppError } from "@quorate/shared/errors";
import type { ExecResult } from "../../host/host.ts";
import { lastLines } from "../../host/run-program.ts";
import type { StepContext } from "../handler.ts";
import type { ImageStore } from "./image-store.ts";
import { inParallel } from "./in-parallel.ts";
import type { ImageProblem } from "./problems.ts";

/** As many as the runtimes themselves fetch layers at once. */
const width = 3;
const retryAfterMs = 3_000;
/** What may heal by itself; a name that is not known, a refusal or a host without a network does not. */
const passing = /timeout|\bEOF\b|reset by peer|broken pipe|\b50[0234]\b|too ?many ?requests/i;

/** Pulls these images. What could not be had is told. */
export async function pullImages(
  ctx: StepContext,
  store: ImageStore,
  images: readonly string[],
): Promise<readonly ImageProblem[]> {
  const problems: ImageProblem[] = [];
  await inParallel(images, width, async (image) => {
    ctx.output(`pulling ${image}`);
    const began = ctx.clock.monoNs();
    const reason = await failureOfPull(ctx, store, image);
    if (reason !== undefined) problems.push({ image, reason, kind: "pull" });
    else ctx.output(`pulled ${image} in ${(elapsedMs(ctx.clock, began) / 1000).toFixed(1)} s`);
  });
  return problems;
}

async function failureOfPull(ctx: StepContext, store: ImageStore, image: string): Promise<string | undefined> {
  const first = await pullOnce(ctx, store, image);
  if (first.result === undefined || first.result.code === 0 || !passing.test(first.reason)) {
    return first.result?.code === 0 ? undefined : first.reason;
  }
  ctx.output(`pulling ${image} again, after: ${first.reason.slice(0, 200)}`);
  await ctx.clock.sleep(retryAfterMs, ctx.signal);
  const second = await pullOnce(ctx, store, image);
  return second.result?.code === 0 ? undefined : second.reason;
}

interface Attempt {
  /** Undefined when it was killed at the end of its time. */
  readonly result?: ExecResult;
  readonly reason: string;
}

async function pullOnce(ctx: StepContext, store: ImageStore, image: string): Promise<Attempt> {
  try {
    const result = await store.pull(image);
    return { result, reason: lastWord(result) };
  } catch (error) {
    ctx.signal.throwIfAborted();
    if (error instanceof AppError && error.code === "STEP_COMMAND_FAILED") return { reason: error.message };
    throw error;
  }
}

/** The end of the chain of causes that runtimes tell in one line, without what every such line begins with. */
function lastWord({ stdout, stderr, code }: ExecResult): string {
  const line = lastLines(stderr, 1)[0] ?? lastLines(stdout, 1)[0] ?? `exit ${code}`;
  return line.replace(/^Error response from daemon: /, "").replace(/^.*failed to resolve reference "[^"]*": /, "");
}
