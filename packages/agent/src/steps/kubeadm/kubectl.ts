import { AppError } from "@quorate/shared/errors";
import type { ExecResult } from "../../host/host.ts";
import { lastLines } from "../../host/run-program.ts";
import type { StepContext } from "../handler.ts";
import type { Redact } from "./redact.ts";

const requestSeconds = 15;

export interface Kubectl {
  readonly kubeconfig: string;
  readonly words: readonly string[];
  /** Objects go by stdin: secrets are in them. */
  readonly input?: string;
}

export function kubectl(ctx: StepContext, { kubeconfig, words, input }: Kubectl): Promise<ExecResult> {
  const argv = ["kubectl", "--kubeconfig", kubeconfig, `--request-timeout=${requestSeconds}s`, ...words] as const;
  return ctx.host.exec([...argv], {
    signal: ctx.signal,
    // kubectl asks for the API's groups before it asks what it was told to.
    timeoutMs: 4 * requestSeconds * 1_000,
    ...(input === undefined ? {} : { input }),
  });
}

/** stdout of a kubectl that must succeed. The error shows what kubectl wrote on stderr and nothing of stdout. */
export async function runKubectl(ctx: StepContext, call: Kubectl, redact: Redact): Promise<string> {
  const { code, stdout, stderr } = await kubectl(ctx, call);
  if (code === 0) return stdout;
  const said = lastLines(stderr, 5).map(redact);
  const unreachable = /refused|timed? ?out|no route|unable to connect|EOF|TLS handshake/i.test(stderr);
  throw new AppError(
    unreachable ? "KUBERNETES_NOT_READY" : "STEP_COMMAND_FAILED",
    `kubectl ${call.words.slice(0, 2).join(" ")} exited ${code}: ${said[0] ?? "it says nothing"}`,
    { evidence: said },
  );
}

/** stdout; undefined when kubectl is absent or the cluster does not answer. */
export async function tryKubectl(ctx: StepContext, call: Kubectl): Promise<string | undefined> {
  try {
    const { code, stdout } = await kubectl(ctx, call);
    return code === 0 ? stdout : undefined;
  } catch (error) {
    ctx.signal.throwIfAborted();
    if (error instanceof AppError && error.code === "STEP_COMMAND_FAILED") return undefined;
    throw error;
  }
}
