import { resolve } from "node:path";
import { AppError } from "@quorate/shared/errors";
import type { SshTarget } from "./ssh-target.ts";

/** Files of the operator that ssh shall use instead of the usual ones. */
export interface SshFiles {
  readonly knownHosts?: string;
  readonly identity?: string;
}

const options = [
  // Of older versions of OpenSSH, CentOS 7's among them; it must come first.
  "IgnoreUnknown=UpdateHostKeys,RemoteCommand,KnownHostsCommand",
  // Nobody is asked, and no key is taken on trust: what is not known beforehand is an error.
  ...["BatchMode=yes", "StrictHostKeyChecking=yes", "UpdateHostKeys=no"],
  // What the operator's own configuration may ask for, and these commands have no use for.
  ...["ClearAllForwardings=yes", "ForwardAgent=no", "ForwardX11=no", "PermitLocalCommand=no", "RemoteCommand=none"],
  ...["RequestTTY=no", "EscapeChar=none"],
  // A master connection that is open is used; one that this call left behind would hold its output open.
  ...["ControlMaster=no", "ControlPersist=no"],
  ...["ConnectTimeout=10", "ConnectionAttempts=1", "ServerAliveInterval=10", "ServerAliveCountMax=6"],
].flatMap((option) => ["-o", option]);

/** The words of an ssh call. `command` is run by the login shell of the host; it must be a fixed text. */
export function sshArguments(
  { user, host, port }: SshTarget,
  files: SshFiles,
  command: string,
  verbose = false,
): readonly string[] {
  return [
    ...(verbose ? ["-v"] : ["-o", "LogLevel=ERROR"]),
    ...options,
    ...fileOptions(files),
    ...(port === undefined ? [] : ["-p", String(port)]),
    ...(user === undefined ? [] : ["-l", user]),
    "--",
    host,
    command,
  ];
}

function fileOptions({ knownHosts, identity }: SshFiles): readonly string[] {
  const known = knownHosts === undefined ? [] : [`UserKnownHostsFile="${plainPath(knownHosts)}"`];
  const own = identity === undefined ? [] : [`IdentityFile="${plainPath(identity)}"`, "IdentitiesOnly=yes"];
  // With a file of its own, nothing else vouches for a host.
  const only =
    knownHosts === undefined ? [] : ["GlobalKnownHostsFile=/dev/null", "KnownHostsCommand=none", "VerifyHostKeyDNS=no"];
  return [...known, ...only, ...own].flatMap((option) => ["-o", option]);
}

/** ssh_config(5) expands %, $ and ~ in names of files, and has no way to write a quote. Throws USAGE. */
export function plainPath(path: string): string {
  const whole = resolve(path);
  if (/^[^"%$\\\p{Cc}]+$/v.test(whole)) return whole;
  throw new AppError(
    "USAGE",
    `ssh cannot be given the file ${JSON.stringify(path)}: its path has ", %, $ or \\ in it`,
    {
      hint: "copy or link the file to a plain path",
    },
  );
}
