import { join } from "node:path";
import { AppError } from "@quorate/shared/errors";
import { Secret } from "@quorate/shared/secret";
import { sealFileOf } from "../journal/seal.ts";
import type { Surroundings } from "./surroundings.ts";

export interface PassphraseOptions {
  readonly stateDir: string;
  readonly caPassphraseFile?: string;
}

/**
 * The passphrase of the keys: from the file that is named, from a systemd credential, or from whoever sits at the terminal
 * when the state needs one. Undefined when there is none. Rejects USAGE or FILE_ACCESS_FAILED.
 */
export async function readPassphrase(
  { stateDir, caPassphraseFile }: PassphraseOptions,
  around: Surroundings,
): Promise<Secret<string> | undefined> {
  const isSealed = around.exists(sealFileOf(stateDir));
  const file = caPassphraseFile ?? around.environment.passphraseFile ?? credential(around);
  if (file === "-")
    return clean((await askFor(stateDir, isSealed, around)) ?? (await around.readStdin()), "standard input");
  if (file !== undefined) return clean(around.readPrivateFile(file), file);
  if (!isSealed) return undefined;
  const typed = await askFor(stateDir, true, around);
  return typed === undefined ? undefined : clean(typed, "what was typed");
}

/** systemd.exec(5), LoadCredential=. */
function credential(around: Surroundings): string | undefined {
  const { credentialsDirectory } = around.environment;
  if (credentialsDirectory === undefined) return undefined;
  const file = join(credentialsDirectory, "ca-passphrase");
  return around.exists(file) ? file : undefined;
}

/** A new one twice: who mistypes it once could never open the state again. Undefined when nobody is there to be asked. */
async function askFor(stateDir: string, isSealed: boolean, around: Surroundings): Promise<string | undefined> {
  const typed = await around.askSecret(`Passphrase of the keys in ${stateDir}: `);
  if (typed === undefined || isSealed) return typed;
  if ((await around.askSecret("The same once more: ")) === typed) return typed;
  throw new AppError("USAGE", "the two passphrases differ; nothing was changed");
}

function clean(text: string, from: string): Secret<string> {
  const passphrase = text.replace(/\r?\n$/, "");
  if (passphrase === "") throw new AppError("USAGE", `there is no passphrase in ${from}`);
  return new Secret(passphrase);
}
