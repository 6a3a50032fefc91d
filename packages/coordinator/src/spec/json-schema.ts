import { z } from "zod";
import { writtenFile } from "./schema/cluster-file.ts";

/** JSON Schema (2020-12) of cluster.yaml, for editors. What only shows when fields meet is left to `coordinator validate`. */
export function clusterJsonSchema(): object {
  const { $schema, ...schema } = z.toJSONSchema(writtenFile, { io: "input", target: "draft-2020-12" });
  return { $schema, title: "Quorate cluster", ...schema };
}

/** As it stands in deploy/cluster.schema.json. */
export function clusterJsonSchemaText(): string {
  return `${JSON.stringify(clusterJsonSchema(), null, 2)}\n`;
}
