import { AppError } from "@quorate/shared/errors";
import type { z } from "zod";
import type { ExecResult } from "../../host/host.ts";
import { lastLines } from "../../host/run-program.ts";
import type { StepContext } from "../handler.ts";

/** kubectl keeps what it learned of the server below $HOME; root's own has preferences (kuberc) that are no business of ours. */
const home = "/run/quorate/kubectl";
const requestTimeout = "--request-timeout=15s";
const limitMs = 60_000;

export interface KubectlOptions {
  readonly input?: string;
  readonly timeoutMs?: number;
  readonly onLine?: (line: string) => void;
}

/** kubectl with one kubeconfig. Arguments are seen by everybody on the host: a secret goes by stdin or not at all. */
export class Kubectl {
  readonly #ctx: Pick<StepContext, "host">;
  readonly #flags: readonly string[];
  readonly #signal: AbortSignal;

  constructor(ctx: Pick<StepContext, "host" | "signal">, kubeconfig: string) {
    this.#ctx = ctx;
    this.#signal = ctx.signal;
    this.#flags = [`--kubeconfig=${kubeconfig}`, requestTimeout];
  }

  /** A non-zero exit is a result. */
  exec(args: readonly string[], options: KubectlOptions = {}): Promise<ExecResult> {
    const argv = ["kubectl", ...this.#flags, ...args] as const;
    return this.#ctx.host.exec(argv, { timeoutMs: limitMs, ...options, signal: this.#signal, env: { HOME: home } });
  }

  /** stdout. Rejects STEP_COMMAND_FAILED with the server's message, or KUBERNETES_NOT_READY when there is no server to say one. */
  async run(args: readonly string[], options: KubectlOptions = {}): Promise<string> {
    const result = await this.exec(args, options);
    if (result.code !== 0) throw kubectlTrouble(doing(args), result);
    return result.stdout;
  }

  /** What `get` answers, parsed. Nothing of a name is an error; of a list it is an empty one. */
  async get<T>(args: readonly string[], schema: z.ZodType<T>): Promise<T> {
    const asked = ["get", "--output=json", ...args];
    return parseAnswer(await this.run(asked), schema, doing(asked));
  }

  /** One object; undefined when there is none of that name. */
  async find<T>(args: readonly string[], schema: z.ZodType<T>): Promise<T | undefined> {
    const asked = ["get", "--output=json", "--ignore-not-found", ...args];
    const text = await this.run(asked);
    return text.trim() === "" ? undefined : parseAnswer(text, schema, doing(asked));
  }
}

/** What was asked, without options: "get nodes". */
function doing(args: readonly string[]): string {
  return args.filter((word) => !word.startsWith("-")).join(" ");
}

/** What kubectl prints, checked. */
export function parseAnswer<T>(text: string, schema: z.ZodType<T>, what: string): T {
  try {
    return schema.parse(JSON.parse(text));
  } catch (error) {
    throw strange(what, text, error);
  }
}

function strange(what: string, text: string, cause: unknown): AppError {
  const evidence = [text.slice(0, 200)];
  return new AppError("STEP_COMMAND_FAILED", `kubectl ${what} answers something else than expected`, {
    cause,
    evidence,
  });
}

export function kubectlTrouble(what: string, { code, stderr }: ExecResult): AppError {
  const unreachable = isUnreachable(stderr);
  const message = `kubectl ${what} exited ${code}: ${serverMessage(stderr)}`;
  return new AppError(unreachable ? "KUBERNETES_NOT_READY" : "STEP_COMMAND_FAILED", message, {
    hint: unreachable
      ? "is the apiserver up? on the host: crictl ps -a, or docker ps -a; journalctl -u kubelet -e"
      : "see the server's message",
    evidence: lastLines(stderr),
  });
}

/** What kubectl puts around the server's words; the objects come by stdin, so the file's name says nothing. */
const noise = [
  /^error: /,
  /error (?:when \w+|validating) "STDIN": (?:error validating data: )?/,
  /; if you choose to ignore these errors, turn validation off with --validate=false$/,
];

/** klog's head: severity, month and day, time, thread, file and line. */
const logLine = /^[EWIF]\d{4} \d\d:\d\d:\d\d\.\d+ +\d+ \S+\] /;

/** What the server, or kubectl in its place, objects to: one line. */
export function serverMessage(stderr: string): string {
  const lines = lastLines(stderr);
  const said = lines.filter((line) => !line.startsWith("Warning: ") && !logLine.test(line));
  const first = said[0] ?? lines.at(-1) ?? "it says nothing";
  return noise.reduce((text, pattern) => text.replace(pattern, ""), first).slice(0, 600);
}

/** No answer, or one that says "not now": trying again may help, correcting the object will not. */
const notNow = [
  /connection to the server .* was refused|[Uu]nable to connect to the server|connection refused|connection reset/,
  /i\/o timeout|TLS handshake timeout|context deadline exceeded|Client\.Timeout|unexpected EOF|: EOF$|http2: /m,
  /\((?:ServiceUnavailable|Timeout|ServerTimeout|TooManyRequests|Unauthorized)\)|etcdserver: |currently unable to handle/,
];

export function isUnreachable(stderr: string): boolean {
  return notNow.some((pattern) => pattern.test(stderr));
}
