import { AppError } from "@quorate/shared/errors";
import type { ProgramResult } from "./run-program.ts";
import { type SshTarget, tryIt } from "./ssh-target.ts";

/** A host's key, as ssh shows it. */
export interface HostKey {
  /** Like ssh-ed25519. */
  readonly type: string;
  /** Like SHA256:…, without padding. */
  readonly fingerprint: string;
}

/** With this code ssh itself fails; programs on the host seldom do. */
export const sshFailed = 255;

export const keyIsUnknown = ({ stderr }: ProgramResult): boolean =>
  /host key is known for|Host key verification failed/.test(stderr) && !keyHasChanged(stderr);

const keyHasChanged = (stderr: string): boolean =>
  /HOST IDENTIFICATION HAS CHANGED|host key for .* has changed/.test(stderr);

/** The key that a host offered to `ssh -v`. */
export function offeredKey(stderr: string): HostKey | undefined {
  const [, type, fingerprint] = /Server host key: ([a-z0-9@.-]{1,60}) (SHA256:[A-Za-z0-9+/]{43})/.exec(stderr) ?? [];
  return type === undefined || fingerprint === undefined ? undefined : { type, fingerprint };
}

/** Why ssh did not get to run a command, from what it says; `key` is what the host offers, `knownHosts` where known keys are. */
export function sshFailure(
  target: SshTarget,
  result: ProgramResult,
  { key, knownHosts = "~/.ssh/known_hosts" }: { readonly key?: HostKey | undefined; readonly knownHosts?: string } = {},
): AppError {
  const { stderr, late } = result;
  const evidence = lastLines(stderr);
  if (keyHasChanged(stderr)) return changedKey(target, stderr);
  if (keyIsUnknown(result)) return unknownKey(target, key, knownHosts, evidence);
  const denied = /Permission denied \(([^)]*)\)|Too many authentication failures/.exec(stderr);
  if (denied) return refused(target, denied[1], evidence);
  const why = unreachable.exec(stderr)?.[1] ?? (late ? "it did not come to an end in time" : undefined);
  return new AppError("SSH_UNREACHABLE", `ssh to ${target.text}: ${why ?? "the connection failed"}`, {
    evidence: why === undefined ? evidence : [],
    hint: `look whether the host runs, the address and the port are right, and a firewall lets ssh pass; try it: ${tryIt(target)}`,
  });
}

const unreachable =
  /(Could not resolve hostname [^\n]*|Connection refused|No route to host|Network is unreachable|(?:Connection|Operation) timed out|Connection (?:closed|reset) by [^\n]*|Timeout, server [^\n]* not responding|Unable to negotiate [^\n]*|Bad owner or permissions [^\n]*)/;

function changedKey(target: SshTarget, stderr: string): AppError {
  const fingerprint = /SHA256:[A-Za-z0-9+/]{43}/.exec(stderr)?.[0];
  const shown = fingerprint === undefined ? "" : `; it has ${fingerprint} now`;
  const place = target.port === undefined ? target.host : `'[${target.host}]:${target.port}'`;
  return new AppError(
    "SSH_HOST_KEY_CHANGED",
    `${target.host} has another host key than the one that is known${shown}`,
    {
      // Of ssh's alarm, what is not said here: where the other key stands.
      evidence: lastLines(stderr, 40).filter((line) => line.startsWith("Offending")),
      hint: `unless the host was installed anew, somebody stands between: find out which\nif it was: compare its fingerprint on its console, then ssh-keygen -R ${place} and add the new key`,
    },
  );
}

function unknownKey(
  { host, port }: SshTarget,
  key: HostKey | undefined,
  knownHosts: string,
  evidence: readonly string[],
): AppError {
  const scan = `ssh-keyscan${port === undefined ? "" : ` -p ${port}`} ${host}`;
  const shown = key === undefined ? "" : `: it offers ${key.type} ${key.fingerprint}`;
  const own = key === undefined ? "*" : (keyFiles[key.type] ?? "*");
  return new AppError("SSH_HOST_KEY_UNKNOWN", `the host key of ${host} is not known here${shown}`, {
    evidence: key === undefined ? evidence : [],
    hint: `compare it with the host's own, on its console: ssh-keygen -lf /etc/ssh/ssh_host_${own}_key.pub\nif they are the same: ${scan} >> ${knownHosts}; then look at what was added: ssh-keygen -lf ${knownHosts}`,
  });
}

const keyFiles: Readonly<Record<string, string>> = {
  "ssh-ed25519": "ed25519",
  "ecdsa-sha2-nistp256": "ecdsa",
  "ssh-rsa": "rsa",
  "rsa-sha2-512": "rsa",
};

function refused(target: SshTarget, offers: string | undefined, evidence: readonly string[]): AppError {
  const way = offers === undefined ? "too many keys were tried" : `it takes ${offers}`;
  const { host, text } = target;
  return new AppError("SSH_ACCESS_DENIED", `${host} does not let ${text} in: ${way}, and nothing that was offered`, {
    evidence,
    hint: `give the key with --identity FILE, or load it with ssh-add; try it: ${tryIt(target)}\nno password is asked for: a host that takes nothing else needs your key first (ssh-copy-id)`,
  });
}

/** Of what was said, the last lines with something in them. */
export function lastLines(text: string, count = 12): readonly string[] {
  return text
    .split("\n")
    .map((line) => line.trimEnd().slice(0, 500))
    .filter((line) => line !== "" && !/^@+$/.test(line))
    .slice(-count);
}
