import { AppError } from "@quorate/shared/errors";
import type { Command } from "commander";
import { defaultControlAddress, defaultEnrolAddress } from "../rpc/coordinator-server.ts";
import { formatAddress, parseListenAddress } from "../rpc/listen-address.ts";
import { addressList } from "./argument.ts";
import type { Surroundings } from "./surroundings.ts";
import { lookCommandWords } from "./words/look-command-words.ts";

/** Where a coordinator listens, as typed. */
export interface ListenOptions {
  readonly enrolListen: string;
  readonly controlListen: string;
  readonly advertise?: readonly string[];
}

export function withListenOptions(command: Command): Command {
  return command
    .option("--control-listen <address>", "where agents connect", listenAddress, defaultControlAddress)
    .option("--enrol-listen <address>", "where new hosts enrol", listenAddress, defaultEnrolAddress)
    .option("--advertise <list>", "addresses and names of this machine as hosts reach it", addressList);
}

const listenAddress = (text: string): string => formatAddress(parseListenAddress(text));

/** What agents are told: what was asked for, the only address there is, or the one on the way to the first host. */
export async function advertisedAddresses(
  { advertise }: ListenOptions,
  around: Surroundings,
  firstHost?: string,
): Promise<readonly string[]> {
  if (advertise !== undefined) return advertise;
  if (firstHost !== undefined) return [await around.addressToward(firstHost)];
  const [only, ...more] = around.addresses;
  if (only !== undefined && more.length === 0) return [only];
  const words = lookCommandWords[around.environment.language];
  throw new AppError("USAGE", more.length === 0 ? words.noneAddress : words.manyAddresses, {
    hint: words.advertise(around.addresses.join(", ")),
  });
}
