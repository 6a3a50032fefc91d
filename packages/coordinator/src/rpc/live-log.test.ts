import { AppError } from "@quorate/shared/errors";
import type { ClusterEvent, EventRecord } from "@quorate/shared/events";
import { describe, expect, test } from "vitest";
import { MemoryLog } from "../../../../test/sim/memory-log.ts";
import { liveLog } from "./live-log.ts";

const started = (epoch: number) => ({ type: "coordinator.started", epoch: `${epoch}`, version: "0.1.0" }) as const;

/** A log whose next append fails as the test says. */
class FailingLog extends MemoryLog {
  failure: AppError | undefined;

  override append(...events: readonly ClusterEvent[]): Promise<readonly EventRecord[]> {
    const { failure } = this;
    this.failure = undefined;
    return failure ? Promise.reject(failure) : super.append(...events);
  }
}

describe("the live log", () => {
  test("has folded an event when its append resolves", async () => {
    const log = liveLog(new MemoryLog());
    await log.append(started(7));
    expect(log.state().epoch).toBe(7n);
    expect(log.lastSeq).toBe(1);
  });

  test("goes on from what the last coordinator wrote", async () => {
    const disk = new MemoryLog();
    await disk.append(started(7), started(8));
    expect(liveLog(disk).state()).toMatchObject({ epoch: 8n, seq: 2 });
  });

  test("fault 24: says that it cannot be written, and lets nobody act on an event after that", async () => {
    const disk = new FailingLog();
    const log = liveLog(disk);
    const full = new AppError("LOG_WRITE_FAILED", "disk full");
    disk.failure = full;
    await expect(log.append(started(1))).rejects.toBe(full);
    await expect(log.broken).rejects.toBe(full);
    const later = log.append(started(2)).then(() => "went on");
    const soon = new Promise((resolve) => setTimeout(resolve, 20, "waits"));
    expect(await Promise.race([later, soon])).toBe("waits");
    expect(disk.records).toEqual([]);
  });

  test("goes on when one event was refused for what it is", async () => {
    const disk = new FailingLog();
    const log = liveLog(disk);
    disk.failure = new AppError("INTERNAL", "no such event");
    await expect(log.append(started(1))).rejects.toMatchObject({ code: "INTERNAL" });
    expect(await log.append(started(1))).toHaveLength(1);
  });
});
