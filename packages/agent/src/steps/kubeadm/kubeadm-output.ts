import { AppError } from "@quorate/shared/errors";
import type { StepContext } from "../handler.ts";
import { findCause } from "../known-cause.ts";
import { kubeadmCauses } from "./kubeadm-causes.ts";
import type { Redact } from "./redact.ts";

const keptLines = 60;
const shownLines = 20;
/** kubeadm asks the endpoint every 5 s, for 5 minutes; nobody who has not answered for half a minute is only slow. */
const hopelessAsks = 6;

/** I1122 21:41:17.782046    2455 token.go:221] (klog's header). */
export const klogHead = /^[IWEF]\d{4} \S+ +\d+ \S+\] /;

/** What kubeadm says: shown as it comes, without secrets, and kept for the evidence. */
export class KubeadmOutput {
  readonly #ctx: StepContext;
  readonly #what: string;
  readonly #redact: Redact;
  readonly #lines: string[] = [];
  readonly #asks: string[] = [];
  #kubeletStartedMs: number | undefined;
  #done = false;

  /** `what`: kubeadm and its verb and the host, the beginning of a message. */
  constructor(ctx: StepContext, what: string, redact: Redact) {
    this.#ctx = ctx;
    this.#what = what;
    this.#redact = redact;
  }

  /** When kubeadm said that it starts the kubelet, milliseconds since 1970. */
  get kubeletStartedMs(): number | undefined {
    return this.#kubeletStartedMs;
  }

  get recent(): readonly string[] {
    return this.#lines.slice(-shownLines);
  }

  /** True when kubeadm's own words already name the cause. */
  get explained(): boolean {
    return findCause(kubeadmCauses, this.#lines) !== undefined;
  }

  readonly add = (raw: string): void => {
    const line = this.#redact(raw).trimEnd();
    if (line === "") return;
    if (/\[kubelet-start\] Starting the kubelet/.test(line)) this.#kubeletStartedMs = this.#ctx.clock.wallMs();
    if (/Failed to request cluster-info|does not yet contain a JWS signature/.test(line)) this.#asks.push(line);
    // klog's own lines say for those who write kubeadm what the others say for those who use it.
    else if (/^[IW]\d{4} /.test(line)) return;
    this.#keep(line.replace(klogHead, ""));
    // After that follows advice to do by hand what the run goes on to do.
    this.#done ||= /control-plane has initialized successfully|This node has joined the cluster/.test(line);
  };

  #keep(line: string): void {
    this.#lines.push(line);
    if (this.#lines.length > keptLines) this.#lines.shift();
    if (!this.#done) this.#ctx.output(line);
  }

  /** The endpoint was asked in vain often enough, for a reason that is known. */
  hopeless(): AppError | undefined {
    if (this.#asks.length < hopelessAsks) return undefined;
    const known = findCause(kubeadmCauses, this.#asks.slice(-2));
    return known ? this.#error(known.code, known.cause, known.fix) : undefined;
  }

  /** kubeadm ended with this exit code. */
  failed(code: number): AppError {
    const known = findCause(kubeadmCauses, this.#lines);
    const why = known?.cause ?? this.#lastError() ?? `it exited ${code}`;
    return this.#error(known?.code ?? "KUBEADM_FAILED", why, known?.fix);
  }

  #lastError(): string | undefined {
    return this.#lines.findLast((line) => /^error |\berror execution phase/i.test(line));
  }

  #error(code: AppError["code"], why: string, hint: string | undefined): AppError {
    return new AppError(code, `${this.#what} failed: ${why}`, {
      ...(hint === undefined ? {} : { hint }),
      evidence: this.recent,
    });
  }
}
