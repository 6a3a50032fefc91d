import type { EventRecord } from "@quorate/shared/events";
import { foldEvents } from "../journal/cluster-state.ts";
import type { ResourceInput } from "../report/resources/resource.ts";
import type { AdminClient } from "../rpc/admin-client.ts";

/** How things stand and all that was done, from one coordinator. `run` narrows what belongs to a run. */
export async function readEverything(
  client: Pick<AdminClient, "status" | "events">,
  run?: string,
): Promise<ResourceInput> {
  const records: EventRecord[] = [];
  const never = new AbortController().signal;
  for await (const record of client.events({ since: 0, follow: false, run: "" }, never)) records.push(record);
  const status = await client.status();
  return { status, records, state: foldEvents(records), ...(run === undefined ? {} : { run }) };
}
