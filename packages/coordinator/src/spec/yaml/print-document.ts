import { stringify } from "yaml";

/** Data as one YAML document; long lines stay whole, so that they can be searched. */
export function yamlDocument(data: unknown): string {
  return stringify(data, { lineWidth: 0 }).trimEnd();
}
