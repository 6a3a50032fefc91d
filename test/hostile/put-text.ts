/** An input with a text at one of the places of `stringFields`; what is missing on the way is made. */
export function putText(input: unknown, path: string, text: string): unknown {
  const [head, ...rest] = path.split(/(?=\[\]|\{|\.)/).map((part) => part.replace(/^\./, ""));
  return put(input, [head ?? "", ...rest], text);
}

function put(value: unknown, [head, ...rest]: readonly string[], text: string): unknown {
  if (head === undefined) return text;
  if (head === "[]") {
    const [first, ...others] = Array.isArray(value) ? value : [];
    return [put(first, rest, text), ...others];
  }
  const map = typeof value === "object" && value !== null ? value : {};
  if (head === "{key}") return { [text]: Object.values(map)[0] ?? "1" };
  if (head === "{value}") return { [Object.keys(map)[0] ?? "a"]: text };
  return { ...map, [head]: put(Reflect.get(map, head), rest, text) };
}

/** The text at such a place now; undefined when there is none. */
export function textAt(input: unknown, path: string): string | undefined {
  const parts = path.split(/(?=\[\]|\{|\.)/).map((part) => part.replace(/^\./, ""));
  const found = parts.reduce<unknown>((value, part) => {
    if (typeof value !== "object" || value === null) return undefined;
    if (part === "{key}") return Object.keys(value)[0];
    if (part === "[]" || part === "{value}") return Object.values(value)[0];
    return Reflect.get(value, part);
  }, input);
  return typeof found === "string" ? found : undefined;
}
