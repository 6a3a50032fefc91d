import { randomBytes } from "node:crypto";
import type { Secrets } from "../engine/secrets.ts";
import type { SecretStore } from "../journal/secret-store.ts";

/** keepalived sends the first 8 characters of its password and no more. */
const vrrpBytes = 4;

/** Each secret that a plan names, made at its first use and the same ever after. */
export function storedSecrets(store: SecretStore): Secrets {
  const make = (): string => randomBytes(vrrpBytes).toString("hex");
  return {
    of: (step) => Object.fromEntries((step.secrets ?? []).map((name) => [name, store.getOrCreate(name, make)])),
  };
}
