import type { Secret } from "./secret.ts";

export const redactedMask = "[redacted]";

/** Shorter ones would take parts of ordinary words out. */
const shortest = 8;
/** A line of a key that is long enough to be of use. */
const keyLine = 32;

/** Every form in which a secret may turn up: as it is, the secret half of a bootstrap token, the lines of a key, and base64 of each. */
export function secretForms(value: string): readonly string[] {
  const half = value.split(".")[1] ?? "";
  const lines = value.split("\n").filter((line) => line.length >= keyLine && !line.startsWith("-----"));
  const plain = [value, half, ...lines].filter((text) => text.length >= shortest);
  return [...new Set([...plain, ...plain.map((text) => Buffer.from(text, "utf8").toString("base64"))])];
}

/** The same value with every known secret taken out of every text in it; the very same when there is none. */
export function withoutSecrets<T>(value: T, secrets: readonly Secret<string>[]): T {
  if (secrets.length === 0) return value;
  const known = secrets.flatMap((secret) => secretForms(secret.reveal()));
  // What is changed keeps its shape: texts stay texts.
  return cleaned(value, known) as T;
}

function cleaned(value: unknown, known: readonly string[]): unknown {
  if (typeof value === "string") return known.reduce((text, form) => text.replaceAll(form, redactedMask), value);
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value))
    return same(
      value,
      value.map((each) => cleaned(each, known)),
    );
  if (Object.getPrototypeOf(value) !== Object.prototype) return value;
  const entries = Object.entries(value).map(([key, each]) => [key, cleaned(each, known)] as const);
  return entries.every(([key, each]) => Reflect.get(value, key) === each) ? value : Object.fromEntries(entries);
}

function same(before: readonly unknown[], after: readonly unknown[]): readonly unknown[] {
  return after.every((each, at) => each === before[at]) ? before : after;
}
