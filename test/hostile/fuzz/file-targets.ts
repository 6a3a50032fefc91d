import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AppError } from "@quorate/shared/errors";
import { hostId, runId, stepId } from "@quorate/shared/ids";
import { Journal } from "../../../packages/agent/src/runner/journal.ts";
import { openEventLog } from "../../../packages/coordinator/src/journal/sqlite-event-log.ts";
import type { Dice } from "./dice.ts";
import { type FuzzTarget, refusedOr } from "./target.ts";

const logFiles = ["events.sqlite", "events.sqlite.acknowledged"] as const;

/** The coordinator's log with bytes changed: refused with its place, or the very events that were in it. */
export async function eventLogTarget(): Promise<FuzzTarget> {
  const directory = mkdtempSync(join(tmpdir(), "quorate-fuzz-log-"));
  const [good, bad] = [join(directory, "good-"), join(directory, "bad-")];
  const log = openEventLog(good + logFiles[0]);
  for (let at = 0; at < 12; at++) await log.append({ type: "host.lost", host: hostId("m1"), reason: `reason ${at}` });
  const events = JSON.stringify([...log.read(0)]);
  log.close();
  return {
    name: "event log",
    share: 4_000,
    run(dice: Dice) {
      for (const name of logFiles) copyFileSync(good + name, bad + name);
      const name = dice.oneIn(4) ? logFiles[1] : logFiles[0];
      writeFileSync(bad + name, flipped(readFileSync(good + name), dice));
      refusedOr(() => {
        const opened = openEventLog(bad + logFiles[0]);
        try {
          if (JSON.stringify([...opened.read(0)]) !== events) throw new Error("the log gave other events");
        } finally {
          opened.close();
        }
      }, "the event log");
    },
    close: async () => rmSync(directory, { recursive: true, force: true }),
  };
}

/** Changed in place: a file that is cut short is another test's. */
function flipped(bytes: Buffer, dice: Dice): Buffer {
  for (let times = 1 + dice.below(4); times > 0; times--) bytes.writeUInt8(dice.below(256), dice.below(bytes.length));
  return bytes;
}

/** An agent's journal with bytes changed: refused with its place, or opened. */
export async function agentJournalTarget(): Promise<FuzzTarget> {
  const directory = mkdtempSync(join(tmpdir(), "quorate-fuzz-journal-"));
  const journal = await Journal.open(directory);
  const lease = { run: runId("r-1"), epoch: 3n, step: stepId("m1/x"), attempt: 1 };
  await journal.obey(3n);
  for (let attempt = 1; attempt <= 4; attempt++) {
    await journal.start({ ...lease, attempt }, { kind: "host.swap-off", input: {}, timeoutMs: 1_000, barrier: true });
    await journal.finish(
      { ...lease, attempt },
      { outcome: "changed", drift: [], output: {}, durationMs: 1, undone: [] },
    );
  }
  await journal.close();
  const path = join(directory, "attempts.journal");
  const whole = readFileSync(path);
  return {
    name: "agent journal",
    share: 6_000,
    async run(dice: Dice) {
      writeFileSync(path, dice.spoilt(whole));
      try {
        const opened = await Journal.open(directory);
        opened.refuseStale(lease.epoch + 9n);
        await opened.close();
      } catch (error) {
        if (!(error instanceof AppError) || error.code === "INTERNAL") throw error;
      }
    },
    close: async () => rmSync(directory, { recursive: true, force: true }),
  };
}
