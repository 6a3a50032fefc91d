import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { clusterJsonSchema } from "../../packages/coordinator/src/spec/json-schema.ts";
import { layersOf } from "../../packages/coordinator/src/spec/layers.ts";
import { profileNames } from "../../packages/coordinator/src/spec/schema/sections.ts";
import { cell as cellOf } from "./doc-page.ts";
import { repository } from "./generate.ts";

export const configurationPage: string = join(repository, "docs", "configuration.md");

type Node = Readonly<Record<string, unknown>>;
const isNode = (value: unknown): value is Node => typeof value === "object" && value !== null && !Array.isArray(value);
const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

interface Field {
  /** From the section on: "hosts[].role". */
  readonly path: string;
  readonly node: Node;
}

const head = `# cluster.yaml, field by field

Generated from the schema in \`packages/coordinator/src/spec/schema\` by \`npm run gen\`; a test keeps them equal.

Only \`hosts\` and \`endpoint.vip\` are a must. What a file does not say comes from its profile, and \`coordinator validate --effective\` shows the
effective file with the origin of each value. Unknown fields are refused with their place. For editors there is
[deploy/cluster.schema.json](../deploy/cluster.schema.json); [deploy/examples](../deploy/examples) has whole files.

Durations are written \`90s\`, \`15m\`, \`1h\`; sizes \`512MiB\`, \`8GiB\`. "–": nothing, or it follows from other values; "long": the effective file has it.
`;

/** The page: a table for each section of the spec, with the values that each profile gives. */
export function configurationDoc(): string {
  const spec = at(at(clusterJsonSchema(), "properties"), "spec");
  const sections = Object.entries(at(spec, "properties")).filter((entry): entry is [string, Node] => isNode(entry[1]));
  return `${head}\n${sections.map(([name, node]) => sectionOf(name, node)).join("\n")}`;
}

function sectionOf(name: string, node: Node): string {
  const fields = [...fieldsOf(name, node)];
  const shown = fields.length > 0 ? fields : [{ path: name, node }];
  const rows = shown.map(
    (field) => `| ${[`\`${field.path}\``, ...values(field.path), meaning(field.node)].join(" | ")} |`,
  );
  const columns = ["field", ...profileNames, "meaning"];
  const table = [`| ${columns.join(" | ")} |`, `|${"---|".repeat(columns.length)}`, ...rows];
  return `## ${name}\n\n${node["description"] ?? ""}\n\n${table.join("\n")}\n`;
}

function* fieldsOf(path: string, node: Node): Generator<Field> {
  for (const [name, inner] of Object.entries(at(node, "properties"))) {
    if (!isNode(inner)) continue;
    yield { path: `${path}.${name}`, node: inner };
    yield* fieldsOf(`${path}.${name}`, inner);
  }
  if (isNode(node["items"])) yield* fieldsOf(`${path}[]`, node["items"]);
  for (const choice of [...listOf(node["oneOf"]), ...listOf(node["anyOf"])]) {
    if (isNode(choice)) yield* choiceOf(path, choice);
  }
}

/** One of several forms of a field: the one word that tells it from the others says what it is. */
function* choiceOf(path: string, choice: Node): Generator<Field> {
  for (const field of fieldsOf(path, choice)) {
    if (field.node["const"] === undefined) yield field;
    else {
      const what = field.node["description"] ?? choice["description"];
      yield { path: `${field.path}: ${String(field.node["const"])}`, node: { description: what } };
    }
  }
}

function at(node: unknown, key: string): Node {
  const inner = isNode(node) ? node[key] : undefined;
  return isNode(inner) ? inner : {};
}

/** Of each profile, for a file with three hosts and a virtual IP. */
function values(path: string): readonly string[] {
  return profileNames.map((profile) => {
    if (path.includes("[]") || path.includes(": ")) return "–";
    const written = { profile, hosts: [], endpoint: { vip: "192.168.1.33" } };
    const value = path
      .split(".")
      .reduce<unknown>((data, key) => (isNode(data) ? data[key] : undefined), layersOf(written).merged);
    return path === "endpoint.vip" || path === "hosts" || path === "profile" ? "–" : shownValue(value);
  });
}

const longest = 60;

function shownValue(value: unknown): string {
  if (value === undefined || value === null) return "–";
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return text.length > longest ? "long" : `\`${cell(text)}\``;
}

function meaning(node: Node): string {
  const described = typeof node["description"] === "string" ? node["description"] : "";
  const choices = listOf(node["enum"]).map((value) => `\`${String(value)}\``);
  const bounds = [node["minimum"], node["maximum"]].every((bound) => typeof bound === "number")
    ? ` ${node["minimum"]} to ${node["maximum"]}.`
    : "";
  return cell(`${described}${choices.length > 0 ? ` One of ${choices.join(", ")}.` : ""}${bounds}`.trim());
}

const cell = (text: string): string => cellOf(text).replaceAll("\n", " ");

if (import.meta.main) writeFileSync(configurationPage, configurationDoc());
