import { osInfo, uuid } from "systeminformation";
import type { Inventory } from "./inventory.ts";

/** Runs in the inventory process only: both calls start programs. */
export async function readInventory(): Promise<Inventory> {
  const [system, ids] = await Promise.all([osInfo(), uuid()]);
  return { productUuid: ids.hardware, osName: `${system.distro} ${system.release}`.trim() };
}
