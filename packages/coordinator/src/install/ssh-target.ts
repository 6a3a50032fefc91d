import { isIP, isIPv6 } from "node:net";
import { AppError } from "@quorate/shared/errors";
import { type HostId, hostId, hostNamePattern } from "@quorate/shared/ids";

/** A machine as the operator names it for ssh. */
export interface SshTarget {
  /** As typed, without the name. */
  readonly text: string;
  /** Its name in cluster.yaml, when the operator says it. */
  readonly name?: HostId;
  readonly user?: string;
  /** An address, a DNS name or an alias of the operator's ssh configuration; it never begins with a hyphen. */
  readonly host: string;
  readonly port?: number;
}

/** Of accounts, as useradd(8) takes them, and with capitals and dots, as directories have them. None begins with a hyphen. */
const userPattern = /^[A-Za-z_][A-Za-z0-9_.-]{0,63}$/;
/** Of DNS names and of aliases in ssh_config(5), which may hold underscores. */
const hostPattern = /^(?=.{1,253}$)[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_])?$/;

/**
 * Reads [NAME=][USER@]HOST[:PORT], an IPv6 address in brackets when a port follows. Throws USAGE for everything else: what
 * passes can stand on a command line of ssh and be nothing but a destination.
 */
export function parseSshTarget(text: string): SshTarget {
  const [, name, user, place = ""] = /^(?:([^=@]*)=)?(?:([^@]*)@)?(.*)$/s.exec(text) ?? [];
  const { host, port } = splitPlace(place);
  if (name !== undefined && !hostNamePattern.test(name)) throw wrong(text, "its name is not of a-z, 0-9 and hyphens");
  if (user !== undefined && !userPattern.test(user)) throw wrong(text, "that is no user");
  if (isIP(host) === 0 && !hostPattern.test(host)) throw wrong(text, "that is no host");
  return {
    ...(name === undefined ? { text } : { text: text.slice(name.length + 1), name: hostId(name) }),
    host,
    ...(user === undefined ? {} : { user }),
    ...(port === undefined ? {} : { port: portNumber(port, text) }),
  };
}

function splitPlace(place: string): { readonly host: string; readonly port?: string } {
  if (isIPv6(place)) return { host: place };
  const [, bracketed, inBrackets] = /^\[([^\]]*)\](?::(.*))?$/s.exec(place) ?? [];
  if (bracketed !== undefined) {
    // Brackets are for IPv6; around anything else they would be part of a name that there is not.
    const host = isIPv6(bracketed) ? bracketed : place;
    return inBrackets === undefined ? { host } : { host, port: inBrackets };
  }
  const colon = place.indexOf(":");
  return colon < 0 ? { host: place } : { host: place.slice(0, colon), port: place.slice(colon + 1) };
}

function portNumber(port: string, text: string): number {
  const number = /^\d{1,5}$/.test(port) ? Number(port) : 0;
  if (number >= 1 && number <= 65_535) return number;
  throw wrong(text, "a port is a number from 1 to 65535");
}

function wrong(text: string, why: string): AppError {
  return new AppError("USAGE", `${JSON.stringify(text.slice(0, 100))} is no host to reach by ssh: ${why}`, {
    hint: "write [NAME=][USER@]HOST[:PORT], like root@192.168.1.90 or k8s-master90=admin@[fd00::90]:2222",
  });
}

/** What an operator types to try it. */
export function tryIt({ user, host, port }: SshTarget): string {
  return `ssh ${port === undefined ? "" : `-p ${port} `}${user === undefined ? "" : `${user}@`}${host} true`;
}
