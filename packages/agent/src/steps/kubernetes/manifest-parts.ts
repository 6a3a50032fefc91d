import type { Kubectl } from "./kubectl.ts";
import { isNamespace, type ManifestObject } from "./manifest-objects.ts";

/** A manifest, by what the server can judge already. */
export interface ManifestParts {
  /** Namespaces and definitions that the server does not have yet. */
  readonly first: readonly ManifestObject[];
  /** Objects in these namespaces, or of these definitions: until then the server knows nothing of them. */
  readonly dependent: readonly ManifestObject[];
  readonly standing: readonly ManifestObject[];
}

export async function partsOf(kubectl: Kubectl, objects: readonly ManifestObject[]): Promise<ManifestParts> {
  const [namespaces, definitions] = await Promise.all([
    absentOnes(kubectl, "namespace", objects.filter(isNamespace)),
    absentOnes(
      kubectl,
      "customresourcedefinition",
      objects.filter(({ kind }) => kind === "CustomResourceDefinition"),
    ),
  ]);
  const first = [...namespaces, ...definitions];
  const rest = objects.filter((object) => !first.includes(object));
  const names = new Set(namespaces.map(({ name }) => name));
  const kinds = new Set(definitions.flatMap(({ defines }) => (defines ? [`${defines.group} ${defines.kind}`] : [])));
  const needsFirst = ({ namespace, apiVersion, kind }: ManifestObject): boolean =>
    (namespace !== undefined && names.has(namespace)) || kinds.has(`${apiVersion.split("/")[0]} ${kind}`);
  return {
    first,
    dependent: rest.filter(needsFirst),
    standing: rest.filter((object) => !needsFirst(object)),
  };
}

async function absentOnes(
  kubectl: Kubectl,
  resource: string,
  objects: readonly ManifestObject[],
): Promise<readonly ManifestObject[]> {
  if (objects.length === 0) return [];
  const names = objects.map(({ name }) => name);
  const found = await kubectl.run(["get", "--output=name", "--ignore-not-found", resource, "--", ...names]);
  // "namespace/NAME", with the group behind the resource where there is one.
  const present = new Set(found.split("\n").map((line) => line.slice(line.indexOf("/") + 1).trim()));
  return objects.filter(({ name }) => !present.has(name));
}
