/** The fields of os-release(5) that say which distribution this is. */
export interface OsRelease {
  readonly id: string;
  /** The families it belongs to, itself first. */
  readonly family: readonly string[];
  readonly version: string;
  readonly name: string;
}

export function parseOsRelease(text: string): OsRelease {
  const fields = new Map<string, string>();
  for (const line of text.split("\n")) {
    const [, name, value] = /^([A-Z_]+)=(.*)$/.exec(line.trim()) ?? [];
    if (name !== undefined && value !== undefined) fields.set(name, unquote(value));
  }
  const id = fields.get("ID") ?? "linux";
  return {
    id,
    family: [id, ...(fields.get("ID_LIKE") ?? "").split(" ")].filter((word) => word !== ""),
    version: fields.get("VERSION_ID") ?? "",
    name: fields.get("PRETTY_NAME") ?? id,
  };
}

function unquote(value: string): string {
  const [, inner] = /^(?:"(.*)"|'(.*)')$/.exec(value) ?? [];
  return (inner ?? value).replace(/\\(["$`\\])/g, "$1");
}
