import { AppError } from "@quorate/shared/errors";
import { redactedMask, secretForms } from "@quorate/shared/redact";
import type { Secret } from "@quorate/shared/secret";
import { maskSecrets } from "@quorate/shared/secret-shapes";

export type Redact = (text: string) => string;

/** Takes out the values that are known, a token's secret half and base64 of both too, then all that looks like one. */
export function redactor(secrets: readonly Secret<string>[]): Redact {
  const values = secrets.flatMap((secret) => secretForms(secret.reveal()));
  return (text) => {
    return maskSecrets(values.reduce((left, value) => left.replaceAll(value, redactedMask), text));
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
