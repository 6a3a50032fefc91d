import { AppError } from "@quorate/shared/errors";
import { redactedMask, secretForms } from "@quorate/shared/redact";
import type { Secret } from "@quorate/shared/secret";

export type Redact = (text: string) => string;

/** What looks like a secret even if it is none of ours: bootstrap tokens, certificate keys (64 digits that are no sha256:HEX), JSON web tokens. */
const patterns: readonly RegExp[] = [
  /\b[a-z0-9]{6}\.[a-z0-9]{16}\b/g,
  /(?<!sha256:)\b[0-9a-f]{64}\b/g,
  /\beyJ[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*\.[A-Za-z0-9_-]*/g,
];

/** Takes out the values that are known, a token's secret half and base64 of both too, then all that looks like one. */
export function redactor(secrets: readonly Secret<string>[]): Redact {
  const values = secrets.flatMap((secret) => secretForms(secret.reveal()));
  return (text) => {
    const known = values.reduce((left, value) => left.replaceAll(value, redactedMask), text);
    return patterns.reduce((left, pattern) => left.replace(pattern, redactedMask), known);
  };
}

/** The same error without secrets in what it shows; what is no AppError is one afterwards. */
export function redactedError(error: unknown, redact: Redact): AppError {
  const known = AppError.from(error);
  const evidence = known.evidence.map(redact);
  const same = redact(known.message) === known.message && evidence.every((line, at) => line === known.evidence[at]);
  if (same && error === known) return known;
  return new AppError(known.code, redact(known.message), { hint: redact(known.hint), evidence });
}
