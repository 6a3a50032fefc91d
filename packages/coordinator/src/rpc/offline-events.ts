import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Clock } from "@quorate/shared/clock";
import type { EventRecord } from "@quorate/shared/events";
import { openEventLog } from "../journal/sqlite-event-log.ts";
import { openStateDirectory } from "../journal/state-directory.ts";

/**
 * The whole event log of a state directory on which no coordinator runs. Undefined when there never was one. Throws
 * COORDINATOR_LOCKED when one has started meanwhile, and LOG_CORRUPT.
 */
export function eventsWithoutCoordinator(stateDir: string, clock: Clock): readonly EventRecord[] | undefined {
  // Opening a state directory makes one.
  if (!existsSync(join(stateDir, "events.sqlite"))) return undefined;
  const directory = openStateDirectory(stateDir);
  try {
    const log = openEventLog(directory.eventsFile, clock);
    try {
      return [...log.read(0)];
    } finally {
      log.close();
    }
  } finally {
    directory.close();
  }
}
