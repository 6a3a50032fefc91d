import { isIPv6 } from "node:net";
import { AppError } from "@quorate/shared/errors";

export interface ListenAddress {
  readonly host: string;
  readonly port: number;
}

const grammar = /^(?:\[(?<six>[0-9A-Fa-f:.]+)\]|(?<four>[A-Za-z0-9.-]+)):(?<port>[0-9]{1,5})$/;

/** "HOST:PORT", with brackets around IPv6; port 0 lets the system choose. Throws USAGE. */
export function parseListenAddress(text: string): ListenAddress {
  const { six, four, port } = grammar.exec(text)?.groups ?? {};
  const host = six ?? four;
  if (host === undefined || Number(port) > 65_535 || (six !== undefined && !isIPv6(six))) {
    throw new AppError("USAGE", `not an address to listen on: ${JSON.stringify(text.slice(0, 200))}`, {
      hint: "write HOST:PORT, as in 0.0.0.0:7443 or [::]:7443",
    });
  }
  return { host, port: Number(port) };
}

export function formatAddress({ host, port }: ListenAddress): string {
  return host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;
}
