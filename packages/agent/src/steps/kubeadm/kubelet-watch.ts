import { AppError } from "@quorate/shared/errors";
import { lastLines } from "../../host/run-program.ts";
import { unitState } from "../../host/units.ts";
import type { StepContext } from "../handler.ts";
import { findCause, type KnownCause } from "../known-cause.ts";
import { kubeletDeaths, podTroubles } from "./kubelet-causes.ts";
import { kubeletUnit } from "./paths.ts";
import type { Redact } from "./redact.ts";

/** A kubelet may die once or twice while a runtime restarts; systemd starts it again after 10 s. */
const deathsWithoutCause = 4;
/** An image that is only slow is tried again; the kubelet says so each time. */
const repeatsOfTrouble = 3;
/** A kubelet that refuses a flag prints all of its flags first. */
const readLines = 1_000;
const shownLines = 15;

/** kubeadm says that it starts the kubelet before it does; what an older kubelet wrote just then is not this one's. */
const settleMs = 3_000;
/** Reading the journal is not free: for troubles that come slowly it is read at every fifth look. */
const looksPerReading = 5;

/** Counts the ends of the kubelet's process, from when kubeadm started it. */
export class KubeletWatch {
  readonly #ctx: StepContext;
  readonly #name: string;
  readonly #redact: Redact;
  #pid = 0;
  #deaths = 0;
  #looks = 0;

  constructor(ctx: StepContext, name: string, redact: Redact) {
    this.#ctx = ctx;
    this.#name = name;
    this.#redact = redact;
  }

  /** The reason to stop waiting, if there is one. `sinceMs`: when kubeadm started the kubelet, milliseconds since 1970. */
  async look(sinceMs: number, signal: AbortSignal): Promise<AppError | undefined> {
    if (this.#ctx.clock.wallMs() < sinceMs + settleMs) return undefined;
    this.#looks += 1;
    const crashed = await this.#count(signal);
    // kubeadm itself restarts a healthy kubelet once, at the end.
    if (!crashed && this.#deaths < 2) return this.#troubleOfPods(sinceMs, signal);
    const journal = await kubeletJournal(this.#ctx, sinceMs, signal);
    const known = findCause(kubeletDeaths, journal);
    if (!known && this.#deaths < deathsWithoutCause) return undefined;
    return this.#died(known, journal);
  }

  /** True when systemd waits before it starts the kubelet once more, or has given it up. */
  async #count(signal: AbortSignal): Promise<boolean> {
    const { active, sub, mainPid } = await unitState(this.#ctx.host, kubeletUnit, { signal });
    const crashed = active === "failed" || sub === "auto-restart";
    if (this.#pid !== 0 && mainPid !== this.#pid) this.#deaths += 1;
    else if (crashed && this.#pid === 0 && this.#deaths === 0) this.#deaths = 1;
    this.#pid = mainPid;
    return crashed;
  }

  async #troubleOfPods(sinceMs: number, signal: AbortSignal): Promise<AppError | undefined> {
    if (this.#looks % looksPerReading !== 0) return undefined;
    const journal = await kubeletJournal(this.#ctx, sinceMs, signal);
    const known = findCause(podTroubles, journal);
    if (!known) return undefined;
    const repeats = journal.filter((line) => findCause(podTroubles, [line])?.cause === known.cause).length;
    if (repeats < repeatsOfTrouble) return undefined;
    return this.#error(known.code, `the kubelet of ${this.#name} starts no pods: ${known.cause}`, known, journal);
  }

  #died(known: KnownCause | undefined, journal: readonly string[]): AppError {
    const why = known ? known.cause : "its last lines are in the evidence";
    const message = `the kubelet of ${this.#name} does not stay up: ${why}`;
    return this.#error(known?.code ?? "KUBELET_FAILED", message, known, journal);
  }

  #error(code: AppError["code"], message: string, known: KnownCause | undefined, journal: readonly string[]): AppError {
    const evidence = [...(known ? [known.line] : []), ...journal.slice(-shownLines)];
    const hint = known?.fix ?? "on the host: journalctl -u kubelet -e";
    return new AppError(code, this.#redact(message), { hint, evidence: evidence.map(this.#redact) });
  }
}

/** The kubelet's lines since a moment: an earlier kubelet's troubles are over. */
async function kubeletJournal(ctx: StepContext, sinceMs: number, signal: AbortSignal): Promise<readonly string[]> {
  const since = `@${Math.ceil(sinceMs / 1_000)}`;
  const show = ["-n", String(readLines), "-o", "cat", "--no-pager", "--quiet"];
  const argv = ["journalctl", "-u", kubeletUnit, "--since", since, ...show] as const;
  const { code, stdout } = await ctx.host.exec([...argv], { signal });
  return code === 0 ? lastLines(stdout, readLines).filter(isTelling) : [];
}

/** What the kubelet's journal says when kubeadm has given up waiting. */
export async function kubeletCause(ctx: StepContext, sinceMs: number): Promise<KnownCause | undefined> {
  const journal = await kubeletJournal(ctx, sinceMs, ctx.signal);
  return findCause(kubeletDeaths, journal) ?? findCause(podTroubles, journal);
}

/** klog's warnings and worse, JSON, what systemd says; not usage texts and not stacks. */
export function isTelling(line: string): boolean {
  return /^(?:[WEF]\d{4} |\{|error|failed|fatal|panic|kubelet\.service)/i.test(line);
}
