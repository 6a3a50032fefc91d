import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { secretForms } from "@quorate/shared/redact";

/** A secret by its name, and a text that must be nowhere. */
export interface Canary {
  readonly name: string;
  readonly forms: readonly string[];
}

export const canary = (name: string, secret: string): Canary => ({ name, forms: secretForms(secret) });

/** Names of canaries that turned up, with where. */
export function hits(
  canaries: readonly Canary[],
  places: readonly (readonly [where: string, text: string])[],
): string[] {
  return places.flatMap(([where, text]) =>
    canaries.filter(({ forms }) => forms.some((form) => text.includes(form))).map(({ name }) => `${name} in ${where}`),
  );
}

/** Every file below a directory with its bytes as text. */
export function filesBelow(directory: string): readonly (readonly [path: string, text: string])[] {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => [path, readFileSync(path, "latin1")] as const);
}
