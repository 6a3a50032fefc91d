import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { clusterJsonSchema } from "../packages/coordinator/src/spec/json-schema.ts";

/** Where a user is told which field to change. The rooms of the coordinator use the same words as code. */
const sources = ["../packages/agent/src", "../packages/shared/src"].map((each) =>
  fileURLToPath(new URL(each, import.meta.url)),
);

describe("a message that names a field of cluster.yaml", () => {
  it("names one that there is", () => {
    const schema = at(clusterJsonSchema(), ["properties", "spec"]);
    const sections = Object.keys(Object(at(schema, ["properties"])));
    const named = texts().flatMap(({ file, text }) =>
      [...text.matchAll(/\bspec((?:\.[a-zA-Z]+)+)/g)].map(([field, path = ""]) => ({ file, field, path })),
    );
    const ofFile = named.filter(({ path }) => sections.includes(path.split(".")[1] ?? ""));
    const unknown = ofFile.filter(({ path }) => at(schema, schemaPath(path)) === undefined);
    expect(unknown.map(({ file, field }) => `${file}: ${field}`)).toEqual([]);
    expect(ofFile.length).toBeGreaterThan(20);
  });
});

function texts(): readonly { readonly file: string; readonly text: string }[] {
  return sources.flatMap((root) =>
    readdirSync(root, { recursive: true, encoding: "utf8" })
      .filter((name) => name.endsWith(".ts") && !name.endsWith(".test.ts"))
      .map((file) => ({ file, text: readFileSync(`${root}/${file}`, "utf8") })),
  );
}

function schemaPath(path: string): readonly string[] {
  return path
    .slice(1)
    .split(".")
    .flatMap((field) => ["properties", field]);
}

function at(value: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((here, key) => (Object.hasOwn(Object(here), key) ? Object(here)[key] : undefined), value);
}
