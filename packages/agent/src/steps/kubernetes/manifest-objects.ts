import { AppError } from "@quorate/shared/errors";
import { z } from "zod";
import { type Kubectl, serverMessage } from "./kubectl.ts";

/** One object of a manifest. */
export interface ManifestObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly namespace: string | undefined;
  /** As kubectl printed it: numbers of 64 bits are not to go through JSON.parse. */
  readonly json: string;
  /** Of a CustomResourceDefinition: what it defines. */
  readonly defines: { readonly group: string; readonly kind: string } | undefined;
}

/** JSON is several times as long as YAML, and of a program's output 1 MiB is kept. */
const batchLength = 98_304;

/** What makes kubectl print objects as JSON without asking a server: a change that changes nothing. */
const printObjects = ["patch", "--local", "--type=merge", "--patch={}", "--output=json", "--filename=-"];

/** The objects of a manifest, read by kubectl. Rejects MANIFEST_REFUSED when it is no YAML, or not of objects. */
export async function readManifest(
  kubectl: Kubectl,
  { name, text }: { readonly name: string; readonly text: string },
): Promise<readonly ManifestObject[]> {
  const objects: ManifestObject[] = [];
  for (const input of batches(text)) {
    const result = await kubectl.exec(printObjects, { input });
    if (result.code === 0) objects.push(...splitObjects(result.stdout).map((json) => parseObject(name, json)));
    else if (!/no objects passed/.test(result.stderr)) throw unreadable(name, serverMessage(result.stderr));
  }
  if (objects.length === 0) throw unreadable(name, "it holds no object");
  return objects;
}

/** Documents are kept together up to a length; kubectl, too, parts them at lines that begin with three dashes. */
function batches(text: string): readonly string[] {
  const joined: string[] = [];
  for (const document of text.split(/^(?=---(?:\s|$))/m)) {
    const last = joined.at(-1);
    if (last !== undefined && last.length + document.length <= batchLength) joined[joined.length - 1] = last + document;
    else joined.push(document);
  }
  return joined.filter((batch) => batch.trim() !== "");
}

/** kubectl indents: only the end of an object is a brace in the first column. */
function splitObjects(text: string): readonly string[] {
  return text.split(/(?<=^\})\n/m).filter((json) => json.trim() !== "");
}

const objectShape = z.object({
  apiVersion: z.string().min(1),
  kind: z.string().min(1),
  metadata: z.object({ name: z.string().min(1), namespace: z.string().optional() }),
});
const definitionShape = z.object({ spec: z.object({ group: z.string(), names: z.object({ kind: z.string() }) }) });

function parseObject(manifest: string, json: string): ManifestObject {
  const { apiVersion, kind, metadata } = shaped(manifest, json);
  return {
    apiVersion,
    kind,
    name: metadata.name,
    namespace: metadata.namespace,
    json,
    defines: kind === "CustomResourceDefinition" ? definitionOf(json) : undefined,
  };
}

function shaped(manifest: string, json: string): z.infer<typeof objectShape> {
  try {
    return objectShape.parse(JSON.parse(json));
  } catch (error) {
    throw unreadable(manifest, `${kindOf(json)} lacks ${missingField(error)}`);
  }
}

/** Nothing else of an object is shown: the contents of a Secret come before its name. */
function kindOf(json: string): string {
  const kind = /^ {4}"kind": "(\w+)"/m.exec(json)?.[1];
  return kind === undefined ? "an object" : `an object of the kind ${kind}`;
}

function missingField(error: unknown): string {
  return error instanceof z.ZodError
    ? (error.issues[0]?.path.join(".") ?? "a field")
    : "its end (is it larger than 1 MiB?)";
}

function definitionOf(json: string): ManifestObject["defines"] {
  const definition = definitionShape.safeParse(JSON.parse(json));
  if (!definition.success) return undefined;
  const { group, names } = definition.data.spec;
  return { group, kind: names.kind };
}

function unreadable(manifest: string, why: string): AppError {
  return new AppError("MANIFEST_REFUSED", `manifest "${manifest}" cannot be read: ${why}`, {
    hint: "correct the file that spec.kubernetes.network names; nothing of it was applied",
  });
}

/** Several objects, as kubectl reads them from stdin. */
export function asInput(objects: readonly ManifestObject[]): string {
  return objects.map(({ json }) => json).join("\n");
}

export function shownObject({ kind, name, namespace }: Omit<ManifestObject, "json">): string {
  return `${kind} ${namespace === undefined ? "" : `${namespace}/`}${name}`;
}

export function isNamespace({ apiVersion, kind }: ManifestObject): boolean {
  return apiVersion === "v1" && kind === "Namespace";
}
