import { generateKeyPair, sign } from "node:crypto";
import { promisify } from "node:util";
import { AppError } from "@quorate/shared/errors";
import { kubeconfigPossessionBytes } from "@quorate/shared/possession";
import type { KubeconfigGrant, KubeconfigWish } from "../engine/grant-kubeconfig.ts";
import { kubeconfigText } from "../report/kubeconfig-text.ts";
import { note, type Surroundings, say } from "./surroundings.ts";
import { shellWord } from "./typed-command.ts";
import { lookCommandWords } from "./words/look-command-words.ts";

export interface KubeconfigOrder {
  /** File; standard output without it. */
  readonly output?: string;
  readonly force: boolean;
  readonly user: string;
  readonly ttlMs: number;
}

/** Makes a key here, has it certified, and writes both where only the owner reads them. Rejects USAGE, and as `grant` does. */
export async function kubeconfig(
  { output, force, user, ttlMs }: KubeconfigOrder,
  grant: (wish: KubeconfigWish) => Promise<KubeconfigGrant>,
  around: Surroundings,
): Promise<void> {
  const words = lookCommandWords[around.environment.language];
  if (user.includes("\n")) throw new AppError("USAGE", words.lineBreak);
  refusePlace(output, force, around);
  const { keyPem, publicKey, signature } = await newKey(user);
  const granted = await grant({ user, publicKey, signature, ttlMs, by: around.operator });
  const text = kubeconfigText({ ...granted, user, keyPem });
  const until = words.goodUntil(granted.notAfter.slice(0, 16).replace("T", " "));
  if (output === undefined) {
    around.stdout.write(text);
    return note(around, [words.kubeconfigOf(user, granted.cluster, until)]);
  }
  around.writePrivateFile(output, text);
  say(around, [
    words.wroteKubeconfig(output, user, granted.cluster, until),
    words.next(`kubectl --kubeconfig ${shellWord(output)} get nodes`),
  ]);
}

/** Before a certificate is made that nobody will get. */
function refusePlace(output: string | undefined, force: boolean, around: Surroundings): void {
  const words = lookCommandWords[around.environment.language];
  if (output === undefined && around.stdout.terminal) {
    throw new AppError("USAGE", words.keyOnTerminal, {
      hint: words.nameAFile("coordinator kubeconfig -o FILE"),
    });
  }
  if (output !== undefined && !force && around.exists(output)) {
    throw new AppError("USAGE", words.alreadyThere(output), {
      hint: words.anotherFile,
    });
  }
}

const newKeyPair = promisify(generateKeyPair);

/** The private half goes into the file and nowhere else. */
async function newKey(user: string) {
  const pair = await newKeyPair("rsa", { modulusLength: 2_048, publicExponent: 65_537 });
  const publicKey = pair.publicKey.export({ type: "spki", format: "der" });
  const signature = sign("sha256", kubeconfigPossessionBytes({ user, publicKey }), pair.privateKey);
  return { keyPem: pair.privateKey.export({ type: "pkcs8", format: "pem" }).toString(), publicKey, signature };
}
