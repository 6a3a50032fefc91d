import { z } from "zod";

/** A place in a schema where text goes in: "backends[].name", "values{key}". */
export interface StringField {
  readonly path: string;
  /** Judges the text alone. */
  readonly schema: z.ZodType;
}

const wrappers: readonly unknown[] = [z.ZodOptional, z.ZodNullable, z.ZodDefault];
const isWrapper = (schema: z.core.$ZodType): schema is z.ZodOptional | z.ZodNullable | z.ZodDefault =>
  wrappers.some((wrapper) => schema.constructor === wrapper);

/** Every place of a schema that takes text of the sender's choice. Choices and literals are none. */
export function stringFields(schema: z.core.$ZodType, path = ""): readonly StringField[] {
  if (isWrapper(schema)) return stringFields(schema.unwrap(), path);
  if (schema instanceof z.ZodObject) {
    return Object.entries(schema.shape).flatMap(([key, inner]) =>
      stringFields(inner as z.core.$ZodType, path === "" ? key : `${path}.${key}`),
    );
  }
  if (schema instanceof z.ZodArray) return stringFields(schema.element, `${path}[]`);
  if (schema instanceof z.ZodRecord) {
    return [...stringFields(schema.keyType, `${path}{key}`), ...stringFields(schema.valueType, `${path}{value}`)];
  }
  if (schema instanceof z.ZodUnion) return unionFields(schema, path);
  if (schema instanceof z.ZodPipe)
    return schema.in instanceof z.ZodString ? [{ path, schema }] : stringFields(schema.in, path);
  return schema instanceof z.ZodString || schema instanceof z.ZodStringFormat ? [{ path, schema }] : [];
}

/** One judge for all texts of a union; its objects are walked one by one. */
function unionFields(schema: z.ZodUnion, path: string): readonly StringField[] {
  const inner = schema.options.flatMap((option) => stringFields(option, path));
  const own = inner.filter((field) => field.path === path);
  return own.length === 0 ? inner : [{ path, schema }, ...inner.filter((field) => field.path !== path)];
}
