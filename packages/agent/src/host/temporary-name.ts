import { randomBytes } from "node:crypto";
import { readdir, rm } from "node:fs/promises";

/** Of this process. Only one agent works on a host: what another one made is of one that died. */
const own = randomBytes(4).toString("hex");
const ending = /^([0-9a-f]{8})-[0-9a-f]{8}$/;

/** A name that nobody else uses, for what becomes `name` by a rename. */
export const temporaryName = (name: string): string => `.${name}.${own}-${randomBytes(4).toString("hex")}`;

/** Removes what agents that died left in the directory of what was to become `name`; a secret may be in it. */
export async function removeLeftovers(directory: string, name: string): Promise<void> {
  const start = `.${name}.`;
  for (const entry of await readdir(directory)) {
    if (!entry.startsWith(start)) continue;
    const maker = ending.exec(entry.slice(start.length))?.[1];
    if (maker !== undefined && maker !== own) await rm(`${directory}/${entry}`, { force: true });
  }
}
