import type { z } from "zod";
import { AppError } from "../errors.ts";

/** Refuses what a peer sent; what it is goes into the message, never its value, which may be secret. */
export function malformed(what: string, cause?: unknown): AppError {
  return new AppError("PROTOCOL_MISMATCH", `the peer sent ${what}`, cause === undefined ? {} : { cause });
}

/** A message field that proto3 cannot make required. */
export function required<T>(value: T | null | undefined, what: string): T {
  if (value === null || value === undefined) throw malformed(`no ${what}`);
  return value;
}

/** Runs a parser of the domain (ids throw TypeError) on what came over the wire. */
export function parsed<T>(parse: (raw: string) => T, raw: string, what: string): T {
  try {
    return parse(raw);
  } catch (cause) {
    throw malformed(`an invalid ${what}`, cause);
  }
}

/** 64-bit numbers that count bytes: exact up to 8 PiB, refused above. */
export function byteCount(raw: string, what: string): number {
  const value = Number(raw);
  if (!Number.isSafeInteger(value)) throw malformed(`an impossible ${what}`);
  return value;
}

/** Text of at most so many bytes; what was cut is replaced by an ellipsis. */
export function clip(text: string, maxBytes: number): string {
  if (Buffer.byteLength(text) <= maxBytes) return text;
  // toString drops nothing but may end in half a character, which becomes U+FFFD.
  return `${Buffer.from(text)
    .subarray(0, maxBytes - 6)
    .toString()
    .replace(/\uFFFD$/, "")}…`;
}

export function fromJson(text: string, what: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw malformed(`${what} that is not JSON`, cause);
  }
}

export function checked<T>(schema: z.ZodType<T>, value: unknown, what: string): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw malformed(`${what} that does not match its schema: ${problems(result.error)}`, result.error);
}

/** Where a schema was violated and how; never the value. */
export function problems(error: z.ZodError): string {
  return error.issues
    .slice(0, 5)
    .map((issue) => `${issue.path.join(".") || "value"}: ${issue.message}`)
    .join("; ");
}
