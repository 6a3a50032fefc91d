import type { Secret } from "@quorate/shared/secret";
import { openSeal, type Seal } from "../journal/seal.ts";
import { sealSecrets } from "../journal/secret-store.ts";
import type { StateDirectory } from "../journal/state-directory.ts";
import { sealKeyFiles } from "../pki/key-file.ts";

/** The seal of the directory, with every key and secret in it closed by it. Rejects as `openSeal` does. */
export async function openSealed(directory: StateDirectory, passphrase: Secret<string> | undefined): Promise<Seal> {
  const seal = await openSeal(directory.path, passphrase);
  sealKeyFiles(directory.caDirectory, seal);
  sealSecrets(directory.secretsDirectory, seal);
  return seal;
}
