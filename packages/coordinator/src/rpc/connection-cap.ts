import type { Socket } from "node:net";
import { addressGroup } from "../fleet/address-group.ts";

export interface ConnectionLimits {
  /** Of all peers together. */
  readonly total: number;
  /** Of one address; an IPv6 /64 counts as one, because one machine owns all of it. */
  readonly perAddress: number;
}

/** Counts open connections, and refuses those above the limits before a byte is read. */
export class ConnectionCap {
  readonly #limits: ConnectionLimits;
  readonly #open = new Map<string, number>();
  #total = 0;

  constructor(limits: ConnectionLimits) {
    this.#limits = limits;
  }

  /** False: the limits are reached; the caller closes the socket. */
  admit(socket: Socket): boolean {
    const group = addressGroup(socket.remoteAddress ?? "");
    const open = this.#open.get(group) ?? 0;
    if (this.#total >= this.#limits.total || open >= this.#limits.perAddress) return false;
    this.#total += 1;
    this.#open.set(group, open + 1);
    socket.once("close", () => this.#left(group));
    return true;
  }

  #left(group: string): void {
    this.#total -= 1;
    const open = (this.#open.get(group) ?? 1) - 1;
    if (open > 0) this.#open.set(group, open);
    else this.#open.delete(group);
  }
}
