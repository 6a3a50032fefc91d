import { createInterface } from "node:readline";
import type { ClusterEvent, EventRecord } from "@quorate/shared/events";
import type { Site } from "./site.ts";

/**
 * Calls back with every event from now on, or after one of this number, as `coordinator events --follow` prints them; the
 * returned function stops it.
 */
export async function watchEvents(
  site: Site,
  listener: (event: ClusterEvent, seq: number) => void,
  after?: number,
): Promise<() => void> {
  const since = after ?? (await site.events()).at(-1)?.seq ?? 0;
  const argv = ["events", "--follow", "--since", `${since}`, "-o", "jsonl"];
  const child = site.lab.operator.spawn(await site.coordinator(argv), {
    // That a coordinator which is killed answers no more is no news.
    stdio: ["ignore", "pipe", "ignore"],
  });
  if (child.stdout) {
    createInterface({ input: child.stdout }).on("line", (line) => {
      if (!line.startsWith("{")) return;
      const { event, seq }: EventRecord = JSON.parse(line);
      listener(event, seq);
    });
  }
  return () => {
    if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, "SIGKILL");
  };
}
