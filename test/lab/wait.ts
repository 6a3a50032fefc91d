import { setTimeout as sleep } from "node:timers/promises";
import { LabError } from "./lab-error.ts";

const POLL_MS = 40;

/** Polls until `probe` gives a value, and says what was waited for when it never does. */
export async function waitFor<T>(what: string, limitMs: number, probe: () => Promise<T | undefined>): Promise<T> {
  const deadline = performance.now() + limitMs;
  for (;;) {
    const found = await probe();
    if (found !== undefined) return found;
    if (performance.now() >= deadline) throw new LabError(`waited ${limitMs / 1000} s for ${what}`);
    await sleep(POLL_MS);
  }
}
