import { chmodSync, existsSync, mkdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { AppError } from "@quorate/shared/errors";
import { fileAccessFailed } from "../journal/file-access.ts";
import type { AdminPorts } from "./admin-calls.ts";
import { type AdminListener, type AdminSocket, openAdminListener } from "./admin-listener.ts";
import { type GroupRole, groupRoles } from "./admin-role.ts";

/** Sockets for others than the owner of the state directory, by group. Each is in a folder of its role. */
export interface RoleSockets {
  readonly directory: string;
  /** Names or numbers of groups that get the role. */
  readonly groups: Readonly<Partial<Record<GroupRole, string>>>;
  /** True: a role without such a group goes to the group of its folder, where somebody made one. */
  readonly byFolder?: boolean;
}

/** The package makes it, with a folder for each role (tmpfiles.d(5)); outside the state directory, which is closed to others. */
export const usualSocketDirectory = "/run/quorate-coordinator";

/** Where the socket of a role is; for its clients too. */
export function roleSocketOf(directory: string, role: GroupRole): string {
  return join(directory, role, "admin.sock");
}

/** The owner's socket and those of the roles. Rejects USAGE, FILE_ACCESS_FAILED or UNSUPPORTED; nothing is then left open. */
export async function openAdminSockets(
  ownSocket: string,
  { directory, groups, byFolder = false }: RoleSockets,
  ports: AdminPorts,
): Promise<AdminListener> {
  const wanted = groupRoles.flatMap((role): readonly AdminSocket[] => {
    const group = groups[role];
    const path = roleSocketOf(directory, role);
    if (group !== undefined) return [{ path, role, group: groupNumber(group) }];
    return byFolder && existsSync(dirname(path)) ? [{ path, role, group: "of the folder" }] : [];
  });
  for (const { path, group } of wanted) prepareFolders(directory, dirname(path), group);
  const open: AdminListener[] = [];
  const stop = async (graceMs: number): Promise<void> => {
    await Promise.all(open.map((listener) => listener.stop(graceMs)));
  };
  try {
    open.push(await openAdminListener({ path: ownSocket, role: "owner" }, ports));
    for (const socket of wanted) open.push(await openAdminListener(socket, ports));
  } catch (error) {
    await stop(0);
    throw error;
  }
  return { stop };
}

const setGroupId = 0o2000;

function prepareFolders(directory: string, folder: string, group: AdminSocket["group"]): void {
  closedToWriters(directory);
  if ((closedToWriters(folder) & setGroupId) !== 0 || group !== "of the folder") return;
  throw new AppError("FILE_ACCESS_FAILED", `${folder} does not give its group to what is made in it`, {
    hint: `run: chgrp GROUP ${folder} && chmod 2755 ${folder}; or remove it`,
  });
}

/** Its mode. Whoever may write there could put a socket of its own in the place of ours. */
function closedToWriters(directory: string): number {
  try {
    // The service's umask takes others' way in from what it makes.
    if (mkdirSync(directory, { recursive: true }) !== undefined) chmodSync(directory, 0o755);
    const { mode, uid } = statSync(directory);
    if ((mode & 0o022) === 0 && [0, process.getuid?.()].includes(uid)) return mode;
  } catch (cause) {
    throw fileAccessFailed(`the directory of the role sockets ${directory} cannot be made`, cause);
  }
  throw new AppError("FILE_ACCESS_FAILED", `others may write to ${directory}, where the role sockets belong`, {
    hint: `it must belong to the coordinator's user or root: run: chown root ${directory} && chmod go-w ${directory}`,
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
