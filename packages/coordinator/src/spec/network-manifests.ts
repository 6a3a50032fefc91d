import { kubernetesManifests } from "@quorate/shared/step/kubernetes";
import type { NetworkPlugin } from "./cluster-spec.ts";
import type { Finding } from "./problem.ts";
import type { CompleteFile } from "./schema/cluster-file.ts";
import { fileIn, namedText, type SpecFiles, unreadable } from "./spec-files.ts";

type Written = CompleteFile["spec"]["kubernetes"]["network"];
interface Manifest {
  readonly name: string;
  readonly text: string;
}

const KiB = 1024;
/** Of the step's contract; bytes, since a message is measured in them. */
const maxManifest = kubernetesManifests.input.shape.text.maxLength ?? 0;
/** What the admin socket and a plan carry with ease. */
const maxTogether = 3 * KiB * KiB;
const manifestFile = /\.(?:ya?ml|json)$/;
/** What the schema lets a file's name be. */
const plainName = /^[A-Za-z0-9_.@+-]+$/;

type Report = (message: string) => void;

/** Puts the manifests' texts in the place of their files' names; what is wrong goes to `findings`. */
export function withManifests(network: Written, files: SpecFiles, findings: Finding[]): NetworkPlugin {
  if (network.plugin === "none") return network;
  if (network.plugin === "flannel") {
    const { plugin, imageRepository } = network;
    return imageRepository === undefined ? { plugin } : { plugin, imageRepository };
  }
  const path = ["spec", "kubernetes", "network", "files"];
  const manifests: Manifest[] = [];
  for (const [index, name] of network.files.entries()) {
    const report = (message: string) => void findings.push({ path: [...path, index], message });
    for (const file of filesOf(name, files, report)) addManifest(file, files, manifests, report);
  }
  if (manifests.reduce((sum, { text }) => sum + Buffer.byteLength(text), 0) > maxTogether) {
    const message = `the manifests are larger than ${maxTogether / KiB} KiB together: apply the largest with kubectl after the bootstrap`;
    findings.push({ path, message });
  }
  return { plugin: "manifests", manifests };
}

function addManifest(name: string, files: SpecFiles, manifests: Manifest[], report: Report): void {
  if (manifests.some((known) => known.name === name)) {
    report(`${name} is already in the list: name it once`);
    return;
  }
  const { text = "", wrong = manifestProblem(name, text) } = namedText(name, files);
  if (wrong !== undefined) report(wrong);
  manifests.push({ name, text });
}

/** The file itself, or the manifests of a directory in the order of their names. */
function filesOf(name: string, files: SpecFiles, report: Report): readonly string[] {
  try {
    const found = files.listFiles?.(name);
    if (found === undefined) return [name];
    const manifests = found.filter((file) => manifestFile.test(file)).sort();
    if (manifests.length === 0) report(`the directory ${name} holds no *.yaml, *.yml or *.json`);
    const strange = manifests.find((file) => !plainName.test(file));
    if (strange === undefined) return manifests.map((file) => fileIn(name, file));
    report(`${JSON.stringify(strange)} in ${name} is no plain file name: letters, digits and _.@+- only`);
  } catch (error) {
    report(unreadable(name, error).wrong);
  }
  return [];
}

/** kubectl judges the rest; this is about the wrong file, and about what must not stand in an event log. */
function manifestProblem(name: string, text: string): string | undefined {
  if (Buffer.byteLength(text) > maxManifest) {
    return `${name} is larger than ${maxManifest / KiB} KiB: split it into several files`;
  }
  if (!/^\s*(?:-\s+)?\{?\s*"?apiVersion"?\s*:/m.test(text)) {
    return `${name} is no Kubernetes manifest: no line in it says apiVersion`;
  }
  if (/^[\s{,-]*"?kind"?\s*:\s*["']?Secret["']?\s*[,}]?\s*(?:#.*)?$/m.test(text)) {
    return `${name} holds a Secret, and manifests stand in the coordinator's event log as they are: take it out, and apply it with kubectl`;
  }
  return undefined;
}
