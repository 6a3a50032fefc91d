export type TomlValue = string | boolean | number | readonly string[];
export type TomlEntries = Readonly<Record<string, TomlValue>>;

export interface TomlTable {
  /** Names from the outermost table inwards. */
  readonly path: readonly string[];
  readonly entries: TomlEntries;
}

/** A TOML 1.0 document: entries before any table, then the tables in their order. Any text gives a valid one. */
export function renderToml(entries: TomlEntries, tables: readonly TomlTable[]): string {
  const blocks = tables.map(({ path, entries: own }) => `\n[${path.map(key).join(".")}]\n${rows(own)}`);
  return rows(entries) + blocks.join("");
}

function rows(entries: TomlEntries): string {
  return Object.entries(entries)
    .map(([name, value]) => `${key(name)} = ${rendered(value)}\n`)
    .join("");
}

function key(name: string): string {
  return /^[A-Za-z0-9_-]+$/.test(name) ? name : quoted(name);
}

function rendered(value: TomlValue): string {
  if (typeof value === "string") return quoted(value);
  return typeof value === "object" ? `[${value.map(quoted).join(", ")}]` : String(value);
}

/** JSON's escapes are among those of TOML's basic strings; DEL, which JSON lets pass, is not allowed there. */
function quoted(text: string): string {
  return JSON.stringify(text).replaceAll("\u007f", "\\u007f");
}
