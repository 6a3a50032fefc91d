import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runId, stepId } from "@quorate/shared/ids";
import type { LeaseId } from "@quorate/shared/lease";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { applyStep, barrierStep } from "../../../../test/fakes/scripted-handlers.ts";
import { Journal } from "./journal.ts";
import type { AttemptResult } from "./journal-record.ts";

let directory = "";
const opened: Journal[] = [];
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "quorate-journal-"));
});
afterEach(async () => {
  // Closing twice is refused; some tests close by themselves.
  await Promise.allSettled(opened.splice(0).map((journal) => journal.close()));
  rmSync(directory, { recursive: true, force: true });
});

const path = () => join(directory, "attempts.journal");
const leaseOf = (attempt: number, epoch = 3n, run = "run-1"): LeaseId => ({
  run: runId(run),
  epoch,
  step: stepId("k8s-1/step"),
  attempt,
});
const result: AttemptResult = {
  outcome: "failed",
  drift: [{ what: "a", have: "b\n", want: "ß" }],
  output: { nested: [1, null] },
  failure: { code: "PORT_TAKEN", message: "2380 is held", hint: "stop it", evidence: ["etcd"] },
  durationMs: 12.5,
  undone: ["stopped etcd"],
};

async function reopened(compactAtBytes?: number): Promise<Journal> {
  const journal = await Journal.open(directory, compactAtBytes);
  opened.push(journal);
  return journal;
}

/** Two finished attempts and one that was only started. */
async function writeThree(): Promise<void> {
  const journal = await reopened();
  await journal.start(leaseOf(1), applyStep);
  await journal.finish(leaseOf(1), result);
  await journal.start(leaseOf(2), applyStep);
  await journal.finish(leaseOf(2), { ...result, outcome: "changed" });
  await journal.start(leaseOf(3), barrierStep);
  await journal.close();
}

describe("a journal that is opened again", () => {
  test("knows every result as it was written", async () => {
    await writeThree();
    const journal = await reopened();
    expect(journal.find(leaseOf(1))).toEqual({ lease: leaseOf(1), result });
    expect(journal.find(leaseOf(2))?.result?.outcome).toBe("changed");
  });

  test("knows what was started and not finished, with the input of a barrier step", async () => {
    await writeThree();
    const journal = await reopened();
    expect(journal.find(leaseOf(3))).toEqual({ lease: leaseOf(3), step: barrierStep });
    expect(journal.find(leaseOf(4))).toBeUndefined();
  });

  test("knows the highest epoch, from a welcome or from a lease", async () => {
    const first = await reopened();
    await first.obey(7n);
    await first.start(leaseOf(1, 2n ** 64n - 1n), applyStep);
    await first.close();
    const journal = await reopened();
    expect(journal.epoch).toBe(2n ** 64n - 1n);
    await expect(journal.obey(7n)).rejects.toMatchObject({ code: "STALE_EPOCH" });
  });

  test("fault 14: tells two starts of a coordinator apart that came to the same epoch on copies of one state", async () => {
    const first = await reopened();
    await first.obey(7n, "a1");
    await first.obey(7n, "a1");
    await first.close();
    const journal = await reopened();
    await expect(journal.obey(7n, "b2")).rejects.toMatchObject({
      code: "STALE_EPOCH",
      message: expect.stringContaining("copy"),
    });
    await journal.obey(7n);
    await journal.obey(8n, "b2");
    expect(() => journal.refuseStale(8n, "a1")).toThrow("copy");
  });

  test("is closed to everybody else", async () => {
    await writeThree();
    expect(statSync(path()).mode & 0o777).toBe(0o600);
  });
});

describe("a journal whose last write was torn", () => {
  test("fault 11: loses that record and no other, wherever it was torn, and goes on", async () => {
    await writeThree();
    const whole = readFileSync(path());
    const lastStart = whole.lastIndexOf("\n", whole.length - 2) + 1;
    for (let length = lastStart; length < whole.length; length++) {
      writeFileSync(path(), whole.subarray(0, length));
      const journal = await reopened();
      expect(journal.find(leaseOf(2))?.result?.outcome).toBe("changed");
      expect(journal.find(leaseOf(3))).toBeUndefined();
      if (length % 16 !== 0) {
        await journal.close();
        continue;
      }
      await journal.start(leaseOf(4), applyStep);
      await journal.close();
      const again = await reopened();
      expect(again.find(leaseOf(4))).toBeDefined();
      await again.close();
    }
  });

  test.each([0, 9, 40])(
    "fault 12: refuses a flipped bit in a whole line, at byte %s of it, and names the place",
    async (offset) => {
      await writeThree();
      const bytes = readFileSync(path());
      const second = bytes.indexOf("\n") + 1;
      bytes[second + offset] = (bytes[second + offset] ?? 0) ^ 0x04;
      writeFileSync(path(), bytes);
      await expect(reopened()).rejects.toMatchObject({
        code: "LOG_CORRUPT",
        message: expect.stringContaining(`${second}`),
      });
    },
  );

  test("fault 12: refuses a flipped bit in every tenth byte and in every line end, the last one too", async () => {
    await writeThree();
    const whole = readFileSync(path());
    const places = [...whole.keys()].filter((at) => at % 10 === 0 || whole[at] === 10);
    for (const at of places) {
      const bytes = Buffer.from(whole);
      bytes[at] = (bytes[at] ?? 0) ^ (1 << (at % 8));
      writeFileSync(path(), bytes);
      await expect(reopened(), `byte ${at}`).rejects.toMatchObject({ code: "LOG_CORRUPT" });
    }
  });
});

test("a record of another version is refused, not guessed", async () => {
  const { JournalFile } = await import("./journal-file.ts");
  const { file } = await JournalFile.open(path());
  await file.append({ type: "dreamt" });
  await file.close();
  await expect(reopened()).rejects.toMatchObject({ code: "LOG_CORRUPT" });
});

test("a start that cannot be written down has not happened", async () => {
  const journal = await reopened();
  await journal.close();
  await expect(journal.start(leaseOf(1), applyStep)).rejects.toMatchObject({ code: "FILE_ACCESS_FAILED" });
  expect(journal.find(leaseOf(1))).toBeUndefined();
});

describe("a journal that grew large", () => {
  test("forgets runs that no coordinator repeats, and nothing of the last three", async () => {
    const journal = await reopened(2_000);
    for (const run of Array.from({ length: 12 }, (_, index) => `run-${index + 1}`)) {
      for (const attempt of [1, 2, 3]) {
        await journal.start(leaseOf(attempt, 3n, run), barrierStep);
        await journal.finish(leaseOf(attempt, 3n, run), result);
      }
    }
    await journal.obey(9n);
    await journal.close();
    const again = await reopened();
    expect(again.epoch).toBe(9n);
    expect(again.find(leaseOf(1, 3n, "run-1"))).toBeUndefined();
    for (const run of ["run-10", "run-11", "run-12"]) {
      for (const attempt of [1, 2, 3]) expect(again.find(leaseOf(attempt, 3n, run))?.result).toEqual(result);
    }
  });

  test("loses nothing that is written while it is rewritten", async () => {
    const journal = await reopened(500);
    const attempts = Array.from({ length: 60 }, (_, index) => leaseOf(index + 1));
    await Promise.all(
      attempts.map(async (lease, index) => {
        for (let turn = 0; turn < index % 7; turn++) await Promise.resolve();
        await journal.start(lease, applyStep);
        await journal.finish(lease, result);
      }),
    );
    await journal.close();
    const again = await reopened();
    expect(attempts.filter((lease) => again.find(lease)?.result === undefined)).toEqual([]);
  });
});
