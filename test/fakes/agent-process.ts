import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { LeasedStep, ReceivedLease, Report } from "@quorate/shared/command";
import { runId, stepId } from "@quorate/shared/ids";
import type { LeaseId } from "@quorate/shared/lease";
import { createLogger } from "@quorate/shared/log";
import { afterEach, beforeEach } from "vitest";
import { Journal } from "../../packages/agent/src/runner/journal.ts";
import { LeaseDesk } from "../../packages/agent/src/runner/lease-desk.ts";
import { StepRunner } from "../../packages/agent/src/runner/step-runner.ts";
import { type DirectCommands, directCommands } from "./direct-commands.ts";
import { fakeHost } from "./fake-host.ts";
import { ManualClock } from "./manual-clock.ts";
import { type Scripted, scriptedHandlers } from "./scripted-handlers.ts";

let directory = "";
const opened: Journal[] = [];

/** To be called once in a test file: every test gets a state directory of its own. */
export function freshStateDirectory(): void {
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), "quorate-desk-"));
  });
  afterEach(async () => {
    // Closing twice is refused; some tests close by themselves.
    await Promise.allSettled(opened.splice(0).map((journal) => journal.close()));
    rmSync(directory, { recursive: true, force: true });
  });
}

export const leaseOf = (attempt = 1, epoch = 3n, step = "k8s-1/step"): LeaseId => ({
  run: runId("run-1"),
  epoch,
  step: stepId(step),
  attempt,
});
export const grant = (step: LeasedStep, lease = leaseOf(), more: Partial<ReceivedLease> = {}): ReceivedLease => ({
  type: "lease",
  lease,
  mode: "run",
  step,
  secrets: {},
  ...more,
});

/** One life of an agent process; the next one in the same test finds what it left. */
export async function agentProcess(
  scripted: Scripted = {},
  tell: (report: Report) => void = () => undefined,
  commands: Partial<DirectCommands> = {},
) {
  const clock = new ManualClock();
  const reports: Report[] = [];
  const journal = await Journal.open(directory);
  opened.push(journal);
  const host = fakeHost();
  const longCommands = directCommands(host, commands);
  const runner = new StepRunner({
    handlers: scriptedHandlers(scripted),
    ...{ host, longCommands },
    clock,
    clockEstimate: () => ({ monoOffsetNs: 1_000n, wallOffsetNs: 0n, errorNs: 7n, samples: 1 }),
    requestCertificate: async () => ({ certificatePem: "", caPem: "" }),
    bundleFile: () => {
      throw new Error("no bundle here");
    },
  });
  const report = (said: Report) => {
    reports.push(said);
    tell(said);
  };
  const desk = new LeaseDesk({ journal, runner, log: createLogger("test", "silent"), report });
  const types = () => reports.map(({ type }) => type);
  const finished = () => reports.filter((said) => said.type === "finished");
  return { clock, desk, longCommands, journal, reports, types, finished, last: () => finished().at(-1) };
}

export type AgentProcess = Awaited<ReturnType<typeof agentProcess>>;
