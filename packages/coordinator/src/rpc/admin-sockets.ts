import { chmodSync, mkdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { AppError } from "@quorate/shared/errors";
import { fileAccessFailed } from "../journal/file-access.ts";
import type { AdminPorts } from "./admin-calls.ts";
import { type AdminListener, openAdminListener } from "./admin-listener.ts";
import { type GroupRole, groupRoles } from "./admin-role.ts";

/** Sockets for others than the owner of the state directory, by group. */
export interface RoleSockets {
  readonly directory: string;
  /** Names or numbers of groups; a role without one has no socket. */
  readonly groups: Readonly<Partial<Record<GroupRole, string>>>;
}

/** systemd makes it for the service (RuntimeDirectory=); outside the state directory, which is closed to others. */
export const usualSocketDirectory = "/run/quorate-coordinator";

/** Where the socket of a role is; for its clients too. */
export function roleSocketOf(directory: string, role: GroupRole): string {
  return join(directory, `${role}.sock`);
}

/** The owner's socket and those of the roles. Rejects USAGE, FILE_ACCESS_FAILED or UNSUPPORTED; nothing is then left open. */
export async function openAdminSockets(
  ownSocket: string,
  { directory, groups }: RoleSockets,
  ports: AdminPorts,
): Promise<AdminListener> {
  const wanted = groupRoles.flatMap((role) => {
    const group = groups[role];
    return group === undefined ? [] : [{ role, gid: groupNumber(group) }];
  });
  if (wanted.length > 0) prepareDirectory(directory);
  const open: AdminListener[] = [];
  const stop = async (graceMs: number): Promise<void> => {
    await Promise.all(open.map((listener) => listener.stop(graceMs)));
  };
  try {
    open.push(await openAdminListener({ path: ownSocket, role: "owner" }, ports));
    for (const { role, gid } of wanted) {
      open.push(await openAdminListener({ path: roleSocketOf(directory, role), role, gid }, ports));
    }
  } catch (error) {
    await stop(0);
    throw error;
  }
  return { stop };
}

/** Whoever may write there could put a socket of its own in the place of ours. */
function prepareDirectory(directory: string): void {
  try {
    // The service's umask takes others' way in from what it makes.
    if (mkdirSync(directory, { recursive: true }) !== undefined) chmodSync(directory, 0o755);
    const { mode, uid } = statSync(directory);
    if ((mode & 0o022) === 0 && [0, process.getuid?.()].includes(uid)) return;
  } catch (cause) {
    throw fileAccessFailed(`the directory of the role sockets ${directory} cannot be made`, cause);
  }
  throw new AppError("FILE_ACCESS_FAILED", `others may write to ${directory}, where the role sockets belong`, {
    hint: "it must belong to the coordinator's user or root, with mode 0755 (systemd: RuntimeDirectory=quorate-coordinator)",
  });
}

/** group(5); groups that only a directory service knows are given by number. */
function groupNumber(group: string): number {
  if (/^[0-9]{1,9}$/.test(group)) return Number(group);
  const lines = readFileSync("/etc/group", "utf8").split("\n");
  const number = lines.map((line) => line.split(":")).find(([name]) => name === group)?.[2];
  if (number !== undefined) return Number(number);
  throw new AppError("USAGE", `there is no group ${JSON.stringify(group.slice(0, 64))} in /etc/group`, {
    hint: `make it: groupadd --system ${/^[a-z_][a-z0-9_-]{0,31}$/.test(group) ? group : "NAME"}; or give its number`,
  });
}
