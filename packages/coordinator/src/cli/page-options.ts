import { createLogger, type LogLevel } from "@quorate/shared/log";
import type { Command } from "commander";
import type { Coordinator } from "../rpc/coordinator-server.ts";
import { formatAddress, parseListenAddress } from "../rpc/listen-address.ts";
import { defaultHttpAddress, openWebServer, type WebServer } from "../web/web-server.ts";
import type { CommandLine } from "./command-line.ts";

/** Where the status page and the metrics are, as typed. */
export interface PageOptions {
  /** HOST:PORT, or `off`. */
  readonly httpListen: string;
  readonly httpTokenFile?: string;
}

const off = "off";

export function withPageOptions(command: Command): Command {
  return command
    .option("--http-listen <address>", "status page and metrics, or off", pageAddress, defaultHttpAddress)
    .option("--http-token-file <file>", "file with the token that whoever looks must bring; needed off loopback");
}

const pageAddress = (text: string): string => (text === off ? off : formatAddress(parseListenAddress(text)));

/** Undefined: it is off. */
export async function openPage(
  { httpListen, httpTokenFile, logLevel }: PageOptions & { readonly logLevel: LogLevel },
  { view }: Pick<Coordinator, "view">,
  { around }: CommandLine,
): Promise<WebServer | undefined> {
  if (httpListen === off) return undefined;
  const listen = parseListenAddress(httpListen);
  const token = httpTokenFile === undefined ? {} : { tokenFile: httpTokenFile };
  return openWebServer({ listen, ...token, clock: around.clock, logger: createLogger("page", logLevel) }, view);
}
