import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { clusterJsonSchema, clusterJsonSchemaText } from "./json-schema.ts";

const committed = fileURLToPath(new URL("../../../../deploy/cluster.schema.json", import.meta.url));

type Node = { readonly [key: string]: unknown };
const isNode = (value: unknown): value is Node => typeof value === "object" && value !== null && !Array.isArray(value);

/** Every property of the schema, by its path. */
function properties(schema: unknown, path = ""): [string, Node][] {
  if (!isNode(schema)) return [];
  const own = isNode(schema["properties"]) ? Object.entries(schema["properties"]) : [];
  const named = own.flatMap(([name, inner]): [string, Node][] =>
    isNode(inner) ? [[`${path}.${name}`, inner], ...properties(inner, `${path}.${name}`)] : [],
  );
  const choices = [schema["oneOf"], schema["anyOf"]].flatMap((list) => (Array.isArray(list) ? list : []));
  return [...named, ...properties(schema["items"], `${path}[]`), ...choices.flatMap((each) => properties(each, path))];
}

describe("the JSON Schema of cluster.yaml", () => {
  it("stands in deploy/cluster.schema.json as it is made here (vitest -u writes it)", async () => {
    await expect(clusterJsonSchemaText()).toMatchFileSnapshot(committed);
  });

  it("describes every key, for the editor to show", () => {
    const all = properties(clusterJsonSchema());
    expect(all.length).toBeGreaterThan(50);
    const silent = all
      .filter(([path, node]) => !("description" in node) && !path.endsWith(".kind"))
      .map(([path]) => path);
    expect(silent).toEqual([]);
  });

  it("asks for no more than the hosts and the virtual IP", () => {
    const required = Object.fromEntries(
      properties(clusterJsonSchema()).map(([path, node]) => [path, node["required"]]),
    );
    expect(required[".spec"]).toEqual(["hosts", "endpoint"]);
    expect(required[".spec.endpoint"]).toEqual(["vip"]);
    expect(required[".spec.etcd"]).toBeUndefined();
  });

  it("refuses unknown keys, as the parser does", () => {
    const maps = properties(clusterJsonSchema()).filter(([, node]) => isNode(node["properties"]));
    expect(maps.length).toBeGreaterThan(8);
    for (const [path, node] of maps) expect([path, node["additionalProperties"]]).toEqual([path, false]);
  });
});
