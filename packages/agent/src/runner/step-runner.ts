import type { Clock } from "@quorate/shared/clock";
import type { ClockEstimate } from "@quorate/shared/clock-estimate";
import type { LeasedStep, ReceivedLease, Report } from "@quorate/shared/command";
import { AppError } from "@quorate/shared/errors";
import { type LeaseId, leaseKey } from "@quorate/shared/lease";
import { withoutSecrets } from "@quorate/shared/redact";
import type { Mark } from "@quorate/shared/step/outcome";
import type { Host } from "../host/host.ts";
import { longCommandHost } from "../host/long-command-host.ts";
import type { LongCommandOwner, LongCommands } from "../host/long-commands.ts";
import type { BundleFile, CertificateRequest, IssuedCertificate, StepContext, StepHandlers } from "../steps/handler.ts";
import { redactor } from "../steps/kubeadm/redact.ts";
import type { ActiveLease } from "./active-lease.ts";
import type { AttemptResult } from "./journal-record.ts";
import { OutputBuffer } from "./output-buffer.ts";
import { canceled, cancelStep, runStep } from "./run-step.ts";

export interface StepRunnerOptions {
  readonly handlers: StepHandlers;
  readonly host: Host;
  readonly longCommands: StepCommands;
  readonly clock: Clock;
  /** This host's clock against the coordinator's; undefined before the first exchange. */
  readonly clockEstimate: () => ClockEstimate | undefined;
  readonly requestCertificate: (
    lease: LeaseId,
    request: CertificateRequest,
    signal: AbortSignal,
  ) => Promise<IssuedCertificate>;
  readonly bundleFile: (file: BundleFile, signal: AbortSignal) => AsyncIterable<Uint8Array>;
}

/** What lives on when this agent ends. */
export type StepCommands = Pick<LongCommands, "exec" | "settle" | "endOf" | "end" | "forget">;

type Tell = (report: Report) => void;

/** Joins a lease with everything its step needs. */
export class StepRunner {
  readonly #options: StepRunnerOptions;

  constructor(options: StepRunnerOptions) {
    this.#options = options;
  }

  async run(entry: ActiveLease, command: ReceivedLease, tell: Tell): Promise<AttemptResult> {
    const { handlers, clock, longCommands } = this.#options;
    // Programs say what they were given: whatever a handler forgets, no secret of its lease is journaled or told.
    const clean = <T>(value: T): T => withoutSecrets(value, Object.values(command.secrets));
    const output = new OutputBuffer(clock, (lines, dropped) =>
      tell({ type: "output", lease: entry.lease, lines: clean(lines), dropped }),
    );
    const result = await runStep({
      mode: command.mode,
      step: command.step,
      handlers,
      clock,
      cancel: entry.canceled,
      stop: entry.stopped,
      context: (signal) => this.#context(entry, command.secrets, output, tell, signal),
      settle: (ctx) => longCommands.settle(ownerOf(entry), ctx.signal, redactedTo(ctx, command)),
      recentOutput: () => output.recent,
      onArmed: () => {
        entry.armed = true;
        tell({ type: "armed", lease: entry.lease });
      },
      fired: entry.fired,
    });
    output.flush();
    return clean(result);
  }

  /** Ends what an earlier agent left running for the step. */
  endLongCommands(lease: LeaseId): Promise<void> {
    return this.#options.longCommands.end(lease.step);
  }

  /** The attempt's end is known: what its long commands left is not needed any more. */
  forgetLongCommands(lease: LeaseId): Promise<void> {
    return this.#options.longCommands.forget(lease.step);
  }

  /** Takes back a finished attempt; the result then says so. */
  async undo(entry: ActiveLease, step: LeasedStep, result: AttemptResult): Promise<AttemptResult> {
    const { handlers, clock } = this.#options;
    const silent = new OutputBuffer(clock, () => undefined);
    const undone = await cancelStep({
      step,
      handlers,
      clock,
      context: (signal) => this.#context(entry, {}, silent, () => undefined, signal),
    });
    const { failure: _failure, ...rest } = result;
    return { ...rest, ...canceled(undone) };
  }

  #context(
    entry: ActiveLease,
    secrets: ReceivedLease["secrets"],
    output: OutputBuffer,
    tell: Tell,
    signal: AbortSignal,
  ): StepContext {
    const { host, clock, clockEstimate, longCommands, requestCertificate, bundleFile } = this.#options;
    return {
      host: longCommandHost(host, longCommands, ownerOf(entry)),
      clock,
      clockEstimate,
      signal,
      secret: (name) => {
        const secret = Object.hasOwn(secrets, name) ? secrets[name] : undefined;
        if (secret) return secret;
        throw new AppError("STEP_INPUT_INVALID", `${entry.lease.step} came without the secret ${JSON.stringify(name)}`);
      },
      output: (line) => output.add(line),
      endedAlone: (argv) => longCommands.endOf(entry.lease.step, argv),
      mark: (name) => tell({ type: "mark", lease: entry.lease, mark: this.#mark(name) }),
      requestCertificate: (request) => requestCertificate(entry.lease, request, signal),
      bundleFile: (file) => bundleFile(file, signal),
    };
  }

  /** Now, by the coordinator's monotonic clock. */
  #mark(name: string): Mark {
    const { clock, clockEstimate } = this.#options;
    const estimate = clockEstimate();
    const now = clock.monoNs();
    if (!estimate) return { name, atNs: now, errorNs: unknownError };
    return { name, atNs: now + estimate.monoOffsetNs, errorNs: estimate.errorNs };
  }
}

function ownerOf(entry: ActiveLease): LongCommandOwner {
  return { step: entry.lease.step, lease: leaseKey(entry.lease), onLeft: () => entry.leave() };
}

/** What the step itself would have kept out of its lines. */
function redactedTo(ctx: StepContext, { secrets }: ReceivedLease): (line: string) => void {
  const redact = redactor(Object.values(secrets));
  return (line) => ctx.output(redact(line));
}

/** The two clocks were never compared: any error is possible. Largest number of the wire's int64. */
const unknownError = 2n ** 63n - 1n;
