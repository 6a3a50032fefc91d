import { createHash, timingSafeEqual } from "node:crypto";
import { readFileSync, statSync } from "node:fs";
import type { IncomingHttpHeaders } from "node:http";
import { BlockList, isIP, isIPv6 } from "node:net";
import { AppError } from "@quorate/shared/errors";
import { fileAccessFailed } from "../journal/file-access.ts";

/** Of 32 random hexadecimal digits: 128 bits, which nobody guesses. */
const leastTokenLength = 32;

const loopback = new BlockList();
loopback.addSubnet("127.0.0.0", 8, "ipv4");
loopback.addAddress("::1", "ipv6");

export function isLoopback(host: string): boolean {
  return host === "localhost" || (isIP(host) !== 0 && loopback.check(host, isIPv6(host) ? "ipv6" : "ipv4"));
}

/** Who may look: decides about one request by its headers. */
export interface Access {
  /** False: it asks without the token, or under a name that is not this machine's. */
  admits(headers: IncomingHttpHeaders): boolean;
  /** True: a browser is to ask its user. */
  readonly asksForToken: boolean;
}

/**
 * On loopback everybody on the machine may look, but no page of a stranger that a browser here has open: such a page can give
 * its own name this machine's address, and is told by that name in the Host header.
 */
export const loopbackAccess: Access = {
  admits: ({ host = "" }) => isLoopback(host.replace(/:\d+$/, "").replace(/^\[(.*)\]$/, "$1")),
  asksForToken: false,
};

/** As `Authorization: Bearer TOKEN`, or from a browser as the password of any user. Throws FILE_ACCESS_FAILED or USAGE. */
export function tokenAccess(file: string): Access {
  const wanted = digest(readToken(file));
  return {
    // Digests have one length, and what they have in common says nothing about the token.
    admits: ({ authorization = "" }) => timingSafeEqual(digest(presented(authorization)), wanted),
    asksForToken: true,
  };
}

function presented(authorization: string): string {
  const [scheme = "", value = ""] = authorization.split(" ");
  if (/^bearer$/i.test(scheme)) return value;
  if (!/^basic$/i.test(scheme)) return "";
  return Buffer.from(value, "base64")
    .toString("utf8")
    .replace(/^[^:]*:/, "");
}

const digest = (text: string): Buffer => createHash("sha256").update(text).digest();

function readToken(file: string): string {
  const { mode, token } = readClosed(file);
  if ((mode & 0o077) !== 0) {
    throw new AppError("FILE_ACCESS_FAILED", `the token of the status page is open to others: ${file}`, {
      hint: `run: chmod 600 ${file}`,
    });
  }
  if (!/^[\x21-\x7e]+$/.test(token) || token.length < leastTokenLength) {
    throw new AppError(
      "USAGE",
      `${file} holds no token: one line of at least ${leastTokenLength} printable characters`,
      {
        hint: `make one: openssl rand -hex 32 > ${file}`,
      },
    );
  }
  return token;
}

function readClosed(file: string): { readonly mode: number; readonly token: string } {
  try {
    return { mode: statSync(file).mode, token: readFileSync(file, "utf8").trim() };
  } catch (cause) {
    throw fileAccessFailed(`the token of the status page cannot be read from ${file}`, cause);
  }
}
