import type { HostFiles } from "./host.ts";

/** Where programs are started from; the same list is the PATH of every program the agent starts. */
export const programDirectories: readonly string[] = ["/usr/sbin", "/usr/bin", "/sbin", "/bin"];

/** Path of a program, without starting anything; undefined when the host does not have it. */
export async function findProgram(files: Pick<HostFiles, "status">, name: string): Promise<string | undefined> {
  for (const directory of programDirectories) {
    const status = await files.status(`${directory}/${name}`);
    if (status?.kind === "file" || status?.kind === "link") return `${directory}/${name}`;
  }
  return undefined;
}
