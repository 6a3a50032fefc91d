const baseMs = 500;
const capMs = 5_000;

/**
 * How long to wait before the next try, after so many that failed: anywhere between nothing and the limit ("full jitter"),
 * so that the agents of a restarted coordinator do not come all at once.
 */
export function backoffMs(failures: number, random: () => number): number {
  return random() * Math.min(capMs, baseMs * 2 ** Math.min(failures, 10));
}
