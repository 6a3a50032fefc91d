import type { HostFiles } from "../host/host.ts";

/** On a tmpfs: a boot starts every service with its newest configuration. */
const directory = "/run/quorate/restart";

/**
 * "This unit runs with an older configuration": noted before the file changes and struck out after the restart, so that an agent
 * that dies between the two restarts it the next time.
 */
export async function noteRestart(files: HostFiles, unit: string): Promise<void> {
  await files.write(notePath(unit), "its configuration changed\n");
}

export async function restartIsDue(files: Pick<HostFiles, "status">, unit: string): Promise<boolean> {
  return (await files.status(notePath(unit))) !== undefined;
}

export async function strikeRestart(files: HostFiles, unit: string): Promise<void> {
  await files.remove(notePath(unit));
}

function notePath(unit: string): string {
  return `${directory}/${unit}`;
}
