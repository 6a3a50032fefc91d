/**
 * How keepalived learns that haproxy is gone. process: the kernel tells it, within the second that `terminate_delay` allows.
 * script: a check every second, twice, for hosts where the kernel does not tell.
 */
export type HaproxyTracking = "process" | "script";

/**
 * Succeeds while the process that /run/haproxy.pid names is haproxy. It stands in keepalived.conf, not in a file of its own: a script that is
 * missing or that others may change is dropped with a line in the log, and one that vanishes later counts as a success (keepalived 2.2.7,
 * keepalived issue 2126); the host would hold the address without haproxy. The shell is always there. Built-ins alone, so it forks nothing.
 * No double quote, `#` or `!`: the parser of keepalived 1.3 ends a word there.
 */
export const haproxyCheck =
  "/bin/sh -c 'read -r pid < /run/haproxy.pid && read -r name < /proc/$pid/comm && [ x$name = xhaproxy ]'";

export interface KeepalivedVersion {
  readonly major: number;
  readonly minor: number;
  readonly text: string;
}

/** Older ones have no `--config-test`. */
export function canTestConfig(version: KeepalivedVersion): boolean {
  return version.major >= 2;
}

/** First line of `keepalived --version`: "Keepalived v2.2.7 (01/16,2022)". Undefined when it says something else. */
export function parseKeepalivedVersion(output: string): KeepalivedVersion | undefined {
  const found = /Keepalived v(\d+)\.(\d+)(\.\d+)?/.exec(output);
  if (!found) return undefined;
  const [, major, minor, patch = ""] = found;
  return { major: Number(major), minor: Number(minor), text: `${major}.${minor}${patch}` };
}

/**
 * vrrp_track_process came in the course of 2.0 and is complete in 2.1. It listens to the kernel's process events, which are
 * only sent to the first network namespace: in a container it fails ("Failed to set/clear process event listen") and the
 * instance stays in FAULT for ever.
 */
export function chooseTracking(version: KeepalivedVersion | undefined, inContainer: boolean): HaproxyTracking {
  if (!version || inContainer) return "script";
  return version.major > 2 || (version.major === 2 && version.minor >= 1) ? "process" : "script";
}
