import { join } from "node:path";
import { AppError } from "@quorate/shared/errors";
import { Secret } from "@quorate/shared/secret";
import { sealFileOf } from "../journal/seal.ts";
import type { Surroundings } from "./surroundings.ts";
import { passphraseWords } from "./words/passphrase-words.ts";

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
  const words = passphraseWords[around.environment.language];
  const isSealed = around.exists(sealFileOf(stateDir));
  const file = caPassphraseFile ?? around.environment.passphraseFile ?? credential(around);
  if (file === "-")
    return clean((await askFor(stateDir, isSealed, around)) ?? (await around.readStdin()), words.standardInput, around);
  if (file !== undefined) return clean(around.readPrivateFile(file), file, around);
  if (!isSealed) return undefined;
  const typed = await askFor(stateDir, true, around);
  return typed === undefined ? undefined : clean(typed, words.typed, around);
}

/** As `readPassphrase`, for the one that shall take its place; asked for also when no file is named. */
export async function readNewPassphrase(
  stateDir: string,
  newFile: string | undefined,
  around: Surroundings,
): Promise<Secret<string> | undefined> {
  const words = passphraseWords[around.environment.language];
  const file = newFile ?? credential(around, "new-ca-passphrase");
  if (file !== undefined && file !== "-") return clean(around.readPrivateFile(file), file, around);
  const typed = await askTwice(words.next(stateDir), around);
  if (typed !== undefined) return clean(typed, words.typed, around);
  return file === "-" ? clean(await around.readStdin(), words.standardInput, around) : undefined;
}

/** systemd.exec(5), LoadCredential=. */
function credential(around: Surroundings, name = "ca-passphrase"): string | undefined {
  const { credentialsDirectory } = around.environment;
  if (credentialsDirectory === undefined) return undefined;
  const file = join(credentialsDirectory, name);
  return around.exists(file) ? file : undefined;
}

/** Undefined when nobody is there to be asked. */
async function askFor(stateDir: string, isSealed: boolean, around: Surroundings): Promise<string | undefined> {
  const question = passphraseWords[around.environment.language].present(stateDir);
  return isSealed ? await around.askSecret(question) : await askTwice(question, around);
}

/** Who mistypes a new one once could never open the state again. */
async function askTwice(question: string, around: Surroundings): Promise<string | undefined> {
  const words = passphraseWords[around.environment.language];
  const typed = await around.askSecret(question);
  if (typed === undefined) return undefined;
  if ((await around.askSecret(words.onceMore)) === typed) return typed;
  throw new AppError("USAGE", words.differ);
}

function clean(text: string, from: string, { environment }: Surroundings): Secret<string> {
  const passphrase = text.replace(/\r?\n$/, "");
  if (passphrase === "") throw new AppError("USAGE", passphraseWords[environment.language].none(from));
  return new Secret(passphrase);
}
