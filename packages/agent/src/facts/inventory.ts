import type { HostFacts } from "@quorate/shared/facts";
import { z } from "zod";
import type { Host } from "../host/host.ts";

/** What systeminformation adds to the facts that files tell. */
export const inventory = z.object({ productUuid: z.string().max(512), osName: z.string().max(512) });
export type Inventory = z.infer<typeof inventory>;

/** It starts a dozen programs, and some of them hang on odd machines. */
const limitMs = 5_000;

/** Asks a process of its own, which is killed at the end of its time; undefined when it does not answer. Never needed, so never an error. */
export async function askInventory(host: Host, argv: readonly [string, ...string[]]): Promise<Inventory | undefined> {
  try {
    return inventory.parse(JSON.parse(await host.run(argv, { timeoutMs: limitMs })));
  } catch {
    return undefined;
  }
}

/** What files already told stays; only gaps are filled. */
export function withInventory(facts: HostFacts, found: Inventory | undefined): HostFacts {
  if (!found) return facts;
  return {
    ...facts,
    productUuid: facts.productUuid || found.productUuid.toLowerCase(),
    os: { ...facts.os, name: facts.os.name === facts.os.id ? found.osName || facts.os.name : facts.os.name },
  };
}
