import { Worker } from "node:worker_threads";

/** Runs in a thread of its own, so that nothing waits for anything. */
const program = `
const { linkSync, renameSync, rmSync } = require("node:fs");
const { workerData: { place, links, counter } } = require("node:worker_threads");
const swaps = new Int32Array(counter);
const aside = place + ".aside", next = place + ".next";
const [only] = links;
const attempt = (work) => {
  try {
    work();
    return true;
  } catch {
    return false;
  }
};
// The other side may have made a directory there meanwhile, and may do so again.
const move = (from, to) => {
  while (!attempt(() => renameSync(from, to))) attempt(() => rmSync(to, { recursive: true, force: true }));
};
// A directory makes room for a link and comes back.
const takeTurns = () => {
  linkSync(only, next);
  move(place, aside);
  move(next, place);
  attempt(() => rmSync(place, { recursive: true, force: true }));
  move(aside, place);
};
// One link takes the place of the other in one step, as renameat2(2) exchanges them.
const exchange = (link) => {
  linkSync(link, next);
  renameSync(next, place);
};
if (links.length > 1) renameSync(place, aside);
for (let at = 0; Atomics.load(swaps, 1) === 0; at++) {
  if (links.length > 1) exchange(links[at % links.length]);
  else takeTurns();
  Atomics.add(swaps, 0, 1);
}
`;

export interface LinkSwapper {
  readonly swaps: number;
  /** Rejects when the swapping itself went wrong. */
  stop(): Promise<void>;
}

/** `place` holds a directory. One link comes and goes in its stead; several take turns there. */
export function startSwapping(place: string, links: readonly string[]): LinkSwapper {
  const counter = new SharedArrayBuffer(8);
  const shared = new Int32Array(counter);
  const worker = new Worker(program, { eval: true, workerData: { place, links, counter } });
  const over = new Promise<void>((resolve, reject) => worker.once("exit", () => resolve()).once("error", reject));
  return {
    get swaps() {
      return Atomics.load(shared, 0);
    },
    stop: () => {
      Atomics.store(shared, 1, 1);
      return over;
    },
  };
}
