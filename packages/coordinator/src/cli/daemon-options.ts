import { askWords } from "@quorate/shared/texts/usage-words";
import { type Command, InvalidArgumentError, Option } from "commander";
import { defaultAgentLifeMs } from "../fleet/agent-certificates.ts";
import { durationMs } from "./argument.ts";
import { type ListenOptions, withListenOptions } from "./listen-options.ts";

/** What a coordinator in this process can be told. */
export interface DaemonOptions extends ListenOptions {
  readonly caPassphraseFile?: string;
  readonly agentCertificateLife: number;
  readonly bundle?: string;
}

export function withDaemonOptions(command: Command): Command {
  return withPassphraseOption(withListenOptions(command))
    .option("--bundle <file>", "give hosts packages and images out of this bundle; they then need no repository")
    .addOption(
      new Option("--agent-certificate-life <time>", "how long agents' certificates are good; they renew at half of it")
        .argParser(certificateLife)
        .default(defaultAgentLifeMs, "24h"),
    );
}

export function withPassphraseOption(command: Command): Command {
  return command.option(
    "--ca-passphrase-file <file>",
    "file with the passphrase that encrypts the keys of the CAs; - asks for it, or reads standard input",
  );
}

const shortestLifeMs = 3_600_000;
const longestLifeMs = 365 * 86_400_000;

function certificateLife(text: string): number {
  const ms = durationMs(text);
  if (ms >= shortestLifeMs && ms <= longestLifeMs) return ms;
  throw new InvalidArgumentError(askWords.en.certificateLife);
}
