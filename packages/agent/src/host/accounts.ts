import { AppError } from "@quorate/shared/errors";
import type { HostFiles } from "./host.ts";

export interface AccountIds {
  readonly uid: number;
  readonly gid: number;
}

/** Ids of a local user and of the group with the same name; without such a group, of the user's own group. Rejects FILE_ACCESS_FAILED when there is no such user. */
export async function accountIds(files: Pick<HostFiles, "read">, name: string): Promise<AccountIds> {
  if (name === "root") return { uid: 0, gid: 0 };
  const user = entryOf(await files.read("/etc/passwd"), name);
  const uid = Number(user?.[2]);
  if (!user || !Number.isInteger(uid)) {
    throw new AppError("FILE_ACCESS_FAILED", `user "${name}" is not in /etc/passwd`, {
      hint: `create the user "${name}" on the host, or run the step that does`,
    });
  }
  const group = entryOf(await files.read("/etc/group"), name);
  return { uid, gid: Number(group?.[2] ?? user[3]) };
}

function entryOf(text: string | undefined, name: string): readonly string[] | undefined {
  return text
    ?.split("\n")
    .map((line) => line.split(":"))
    .find((fields) => fields[0] === name);
}
