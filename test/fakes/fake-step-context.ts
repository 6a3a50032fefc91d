import { AppError } from "@quorate/shared/errors";
import { Secret } from "@quorate/shared/secret";
import type { Host } from "../../packages/agent/src/host/host.ts";
import type { IssuedCertificate, StepContext } from "../../packages/agent/src/steps/handler.ts";
import { InstantClock } from "./instant-clock.ts";

export interface FakeStepContextOptions {
  readonly secrets?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
  readonly clock?: StepContext["clock"];
  /** Of the host's clock against the coordinator's; equal unless given. */
  readonly clockEstimate?: ReturnType<StepContext["clockEstimate"]>;
  /** How a command ended that an earlier agent left running; none was unless given. */
  readonly endedAlone?: StepContext["endedAlone"];
  readonly issue?: StepContext["requestCertificate"];
  readonly bundleFile?: StepContext["bundleFile"];
}

export interface FakeStepContext extends StepContext {
  readonly lines: readonly string[];
  readonly marks: readonly string[];
}

/** What a handler has besides its input; its output and marks can be looked at, its sleeps take no time. */
export function fakeStepContext(host: Host, options: FakeStepContextOptions = {}): FakeStepContext {
  const lines: string[] = [];
  const marks: string[] = [];
  return {
    host,
    lines,
    marks,
    clock: options.clock ?? new InstantClock(),
    clockEstimate: () => ("clockEstimate" in options ? options.clockEstimate : sameClock),
    signal: options.signal ?? new AbortController().signal,
    secret: (name) => {
      const value = options.secrets?.[name];
      if (value === undefined) throw new AppError("STEP_INPUT_INVALID", `the step names no secret "${name}"`);
      return new Secret(value);
    },
    output: (line) => void lines.push(line),
    endedAlone: options.endedAlone ?? (async () => undefined),
    mark: (name) => void marks.push(name),
    requestCertificate: options.issue ?? refuse,
    bundleFile: options.bundleFile ?? noBundle,
  };
}

const sameClock = { monoOffsetNs: 0n, wallOffsetNs: 0n, errorNs: 500_000n, samples: 8 };

function noBundle(): never {
  throw new AppError("BUNDLE_MISSING", "this fake has no bundle");
}

async function refuse(): Promise<IssuedCertificate> {
  throw new AppError("CERTIFICATE_REFUSED", "this fake has no certificate authority");
}
