import { mkdirSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { AppError } from "@quorate/shared/errors";
import { fileAccessFailed } from "./file-access.ts";
import { takeStateLock } from "./state-lock.ts";

/** Everything the coordinator owns on disk. Held by one process from open to close. */
export interface StateDirectory {
  readonly path: string;
  readonly eventsFile: string;
  readonly caDirectory: string;
  readonly secretsDirectory: string;
  readonly adminSocket: string;
  close(): void;
}

/** sockaddr_un.sun_path holds 108 bytes with the NUL. */
const longestSocketPath = 107;

/** Where the admin socket of a coordinator on this state directory is; for its clients too. */
export function adminSocketOf(path: string): string {
  return join(resolve(path), "admin.sock");
}

/** Creates it closed to everybody else. Throws COORDINATOR_LOCKED, FILE_ACCESS_FAILED or USAGE. */
export function openStateDirectory(path: string): StateDirectory {
  const root = resolve(path);
  const adminSocket = adminSocketOf(root);
  if (Buffer.byteLength(adminSocket) > longestSocketPath) {
    throw new AppError("USAGE", `the state directory ${root} is too long for a unix socket in it`, {
      hint: `choose a --state-dir of at most ${longestSocketPath - "/admin.sock".length} bytes`,
    });
  }
  makeClosedDirectory(root);
  const release = takeStateLock(root);
  const caDirectory = join(root, "ca");
  const secretsDirectory = join(root, "secrets");
  try {
    makeClosedDirectory(caDirectory);
    makeClosedDirectory(secretsDirectory);
  } catch (error) {
    release();
    throw error;
  }
  return {
    path: root,
    eventsFile: join(root, "events.sqlite"),
    caDirectory,
    secretsDirectory,
    adminSocket,
    close: release,
  };
}

/**
 * For a coordinator: what root writes into the directory of a service's user is closed to that user, whose service then
 * never starts again. Throws FILE_ACCESS_FAILED.
 */
export function refuseOtherOwner({ path }: StateDirectory, me: number | undefined = process.geteuid?.()): void {
  const { uid } = statSync(path);
  if (me === undefined || uid === me) return;
  throw new AppError(
    "FILE_ACCESS_FAILED",
    `${path} belongs to user ${uid}, who could not read what a coordinator of user ${me} writes there`,
    { hint: "start the service that owns it (systemctl start quorate-coordinator), or choose another --state-dir" },
  );
}

/** An open one is refused, not closed: it may be a directory that others use, named by mistake. */
function makeClosedDirectory(path: string): void {
  const mode = modeOf(path);
  if ((mode & 0o077) === 0) return;
  throw new AppError(
    "FILE_ACCESS_FAILED",
    `${path} has mode 0${(mode & 0o777).toString(8)}; it must be closed to others`,
    {
      hint: `run: chmod 700 ${path}`,
    },
  );
}

function modeOf(path: string): number {
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 });
    return statSync(path).mode;
  } catch (cause) {
    throw fileAccessFailed(`the directory ${path} cannot be made`, cause);
  }
}
