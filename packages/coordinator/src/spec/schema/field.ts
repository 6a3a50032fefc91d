import { z } from "zod";
import { didYouMean } from "../did-you-mean.ts";
import { shown } from "../problem.ts";
import { durationPattern, durationText, parseDuration, parseSize, sizePattern, sizeText } from "../quantity.ts";
import { speaksOfSecrets } from "../secret-words.ts";

/** What a field wants, in the words of its error message and of the JSON Schema. */
export interface Wanted {
  /** Completes "this is not …": "an IPv4 or IPv6 address". */
  readonly what: string;
  readonly example: string;
  readonly description: string;
}

type RawIssue = { readonly input?: unknown };

export function complaint(input: unknown, wanted: Pick<Wanted, "what" | "example">): string {
  if (input === undefined) return `is missing: give ${wanted.what}, for example ${wanted.example}`;
  if (input === null) return `has no value: give ${wanted.what}, for example ${wanted.example}`;
  return `${shown(input)} is not ${wanted.what}; for example ${wanted.example}`;
}

const saying = (wanted: Wanted) => (issue: RawIssue) => complaint(issue.input, wanted);

const textSaying = (wanted: Wanted) => (issue: RawIssue) => {
  const type = typeof issue.input;
  const misread = type === "number" || type === "boolean";
  return `${complaint(issue.input, wanted)}${misread ? ` (YAML reads a ${type} here: put it in quotes)` : ""}`;
};

const noted = (wanted: Wanted, more: object = {}) => ({
  description: wanted.description,
  examples: [wanted.example],
  ...more,
});

/** Text that `grammar` accepts: a grammar of the step contracts, so that what passes here passes at the agent. */
export function text(grammar: z.ZodType, wanted: Wanted) {
  const { $schema: _, ...constraints } = z.toJSONSchema(grammar);
  return z
    .string({ error: textSaying(wanted) })
    .refine((value) => grammar.safeParse(value).success, { error: saying(wanted) })
    .meta(noted(wanted, constraints));
}

/** Text that `parse` turns into a value; undefined from it means that the text is wrong. */
export function parsed<T>(parse: (value: string) => T | undefined, wanted: Wanted, pattern?: RegExp) {
  return z
    .string({ error: textSaying(wanted) })
    .meta(noted(wanted, pattern === undefined ? {} : { pattern: pattern.source }))
    .transform((value, context): T => {
      const result = parse(value);
      if (result !== undefined) return result;
      context.addIssue({ code: "custom", message: complaint(value, wanted), input: value });
      return z.NEVER;
    });
}

export function integer(min: number, max: number, wanted: Omit<Wanted, "what"> & { readonly what?: string }) {
  const full = { ...wanted, what: wanted.what ?? `a whole number from ${min} to ${max}` };
  const error = saying(full);
  return z
    .int({ error })
    .min(min, { error })
    .max(max, { error })
    .meta({ description: wanted.description, examples: [Number(wanted.example)] });
}

/** In milliseconds after parsing. */
export function duration(minMs: number, maxMs: number, wanted: Omit<Wanted, "what">) {
  const what = `a duration from ${durationText(minMs)} to ${durationText(maxMs)}, with its unit (ms, s, m, h)`;
  return parsed((value) => within(parseDuration(value), minMs, maxMs), { ...wanted, what }, durationPattern);
}

/** In bytes after parsing. */
export function size(minBytes: number, maxBytes: number, wanted: Omit<Wanted, "what">) {
  const what = `a size from ${sizeText(minBytes)} to ${sizeText(maxBytes)}, with its unit (MiB, GiB)`;
  return parsed((value) => within(parseSize(value), minBytes, maxBytes), { ...wanted, what }, sizePattern);
}

function within(value: number | undefined, min: number, max: number): number | undefined {
  return value === undefined || value < min || value > max ? undefined : value;
}

export function choice<const T extends readonly [string, ...string[]]>(values: T, description: string) {
  const wanted = { what: `one of ${values.join(", ")}`, example: values[0], description };
  return z.enum(values, { error: saying(wanted) }).meta({ description });
}

export function flag(description: string) {
  return z.boolean({ error: saying({ what: "true or false", example: "true", description }) }).meta({ description });
}

/** A map of known keys; an unknown one is refused, with one line for each in the order of the issue's keys. */
export function section<S extends z.ZodRawShape>(shape: S, description: string) {
  const known = Object.keys(shape);
  return z
    .strictObject(shape, {
      error: (issue) =>
        issue.code === "unrecognized_keys" && Array.isArray(issue.keys)
          ? issue.keys.map((key) => unknownKey(String(key), known)).join("\n")
          : complaint(issue.input, { what: `a map of ${known.slice(0, 4).join(", ")}…`, example: `${known[0]}: …` }),
    })
    .meta({ description });
}

export function listOf<T extends z.ZodType>(item: T, min: number, max: number, wanted: Wanted) {
  return z
    .array(item, { error: saying(wanted) })
    .min(min, { error: () => `the list is too short: give ${wanted.what}, for example ${wanted.example}` })
    .max(max, { error: () => `the list is too long: at most ${max} entries` })
    .meta({ description: wanted.description });
}

/** A map whose keys the user chooses; null takes away what the profile says under a key. */
export function recordOf<K extends z.ZodType<string, string>, V extends z.ZodType>(key: K, value: V, wanted: Wanted) {
  return z
    .record(key, z.union([value, z.null()], { error: saying(wanted) }), {
      error: (issue) => complaint(issue.input, { what: "a map", example: wanted.example }),
    })
    .meta({ description: wanted.description });
}

/** A map of anything that JSON can say: it goes into somebody else's document. Empty when left out. */
export function freeObject(description: string) {
  const error = (issue: RawIssue) =>
    complaint(issue.input, { what: "a map of plain values", example: "{ key: value }" });
  const json = z.record(z.string(), z.json({ error }));
  return z.record(z.string(), z.unknown(), { error }).pipe(json).default({}).meta({ description });
}

/** A file beside the spec. */
export function fileNameField(example: string, description: string) {
  const grammar = z
    .string()
    .min(1)
    .max(255)
    .regex(/^[A-Za-z0-9_./@+-]+$/);
  return text(grammar, { what: "a file name", example, description });
}

function unknownKey(key: string, known: readonly string[]): string {
  const cased = known.find((name) => name.toLowerCase() === key.toLowerCase());
  if (cased !== undefined) return `unknown key; did you mean ${cased}?`;
  if (speaksOfSecrets(key)) return "secrets never stand in this file: remove it; Quorate makes the secrets it needs";
  const near = didYouMean(key, known);
  return `unknown key${near === undefined ? `; known here: ${known.join(", ")}` : `; did you mean ${near}?`}`;
}
