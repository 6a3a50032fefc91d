import { AppError } from "@quorate/shared/errors";
import type { Command } from "commander";
import { formatAddress, parseListenAddress } from "../rpc/listen-address.ts";
import { ipAddress } from "./argument.ts";
import type { Surroundings } from "./surroundings.ts";

/** Where a coordinator listens, as typed. */
export interface ListenOptions {
  readonly enrolListen: string;
  readonly controlListen: string;
  readonly advertise?: string;
}

export function withListenOptions(command: Command): Command {
  return command
    .option("--control-listen <address>", "where agents connect", listenAddress, "0.0.0.0:7443")
    .option("--enrol-listen <address>", "where new hosts enrol", listenAddress, "0.0.0.0:7444")
    .option("--advertise <ip>", "this machine's address as the hosts reach it", ipAddress);
}

const listenAddress = (text: string): string => formatAddress(parseListenAddress(text));

/** The address that agents are told: the one asked for, the only one there is, or the one on the way to the first host. */
export async function advertisedAddress(
  { advertise }: ListenOptions,
  around: Surroundings,
  firstHost?: string,
): Promise<string> {
  if (advertise !== undefined) return advertise;
  if (firstHost !== undefined) return await around.addressToward(firstHost);
  const [only, ...more] = around.addresses;
  if (only !== undefined && more.length === 0) return only;
  throw new AppError(
    "USAGE",
    `this machine has ${more.length === 0 ? "no address" : "several addresses"} for agents to reach`,
    {
      hint: `add --advertise with one of: ${around.addresses.join(", ")}`,
    },
  );
}
