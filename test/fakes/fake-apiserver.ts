import type { ExecResult } from "../../packages/agent/src/host/host.ts";
import { exited, type FakeCommand, succeeded } from "./fake-host.ts";

interface FakeObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
  readonly [field: string]: unknown;
}

export interface FakeApiserverOptions {
  /** 1.20 unless given; of server and kubectl. */
  readonly version?: string;
  /** What it says against objects of these names. */
  readonly refuses?: Readonly<Record<string, string>>;
  /** Of each DaemonSet. */
  readonly pods?: number;
  /** Why its pods wait. */
  readonly waiting?: { readonly reason: string; readonly message: string };
}

const builtIn = ["default", "kube-system"];

/** An apiserver with kubectl's diff and apply before it, as kubectl 1.20.2 answered; manifests are JSON documents. */
export class FakeApiserver {
  readonly stored: FakeObject[] = [];
  available = 0;
  down = false;
  readonly #options: FakeApiserverOptions;

  constructor(options: FakeApiserverOptions = {}) {
    this.#options = options;
  }

  names(): readonly string[] {
    return this.stored.map(({ kind, metadata }) => `${kind} ${metadata.name}`);
  }

  readonly kubectl: FakeCommand = ([program, ...words], { input = "" }) => {
    if (program !== "kubectl") return undefined;
    const [verb = "", what = "", ...names] = words.filter((word) => !word.startsWith("-"));
    if (verb === "patch") return printed(input);
    if (this.down)
      return exited(
        1,
        "The connection to the server 192.168.1.33:12567 was refused - did you specify the right host or port?",
      );
    switch (verb) {
      case "version":
        return succeeded(JSON.stringify({ clientVersion: this.#version(), serverVersion: this.#version() }));
      case "get":
        return words.includes("--output=name") ? this.#namesOf(what, names) : this.#get(what, names);
      case "diff":
        return this.#diff(documents(input));
      case "apply":
        return this.#apply(
          documents(input),
          words.some((word) => /dry-run/.test(word)),
        );
      default:
        return succeeded();
    }
  };

  #version() {
    const [major, minor] = (this.#options.version ?? "1.20").split(".");
    return { major, minor: `${minor}+` };
  }

  #namesOf(resource: string, names: readonly string[]): ExecResult {
    const found = this.stored.filter(
      ({ kind, metadata }) => kind.toLowerCase() === resource && names.includes(metadata.name),
    );
    return succeeded(found.map(({ metadata }) => `${resource}/${metadata.name}\n`).join(""));
  }

  #get(resource: string, [name]: readonly string[]): ExecResult {
    if (resource === "serviceaccount") return succeeded("{}");
    if (resource === "pods") return succeeded(JSON.stringify({ items: this.#pods() }));
    if (resource === "events")
      return succeeded(
        JSON.stringify({ items: [{ reason: "Failed", message: `Error: ${this.#options.waiting?.reason}` }] }),
      );
    const object = this.stored.find(({ kind, metadata }) => kind.toLowerCase() === resource && metadata.name === name);
    return succeeded(object ? JSON.stringify({ ...object, status: this.#status(object) }) : "");
  }

  #status({ kind }: FakeObject): object {
    if (kind === "CustomResourceDefinition") return { conditions: [{ type: "Established", status: "True" }] };
    const pods = this.#options.pods ?? 0;
    return { desiredNumberScheduled: pods, updatedNumberScheduled: pods, numberAvailable: this.available };
  }

  #pods(): readonly object[] {
    const { waiting } = this.#options;
    if (!waiting) return [];
    const container = { name: "net", image: "net:9", ready: false, restartCount: 0, state: { waiting } };
    const status = { phase: "Pending", conditions: [], containerStatuses: [container] };
    return [{ metadata: { name: "net-1", namespace: "net" }, spec: { nodeName: "m1" }, status }];
  }

  #diff(objects: readonly FakeObject[]): ExecResult {
    const problem = objects
      .map((object) => this.#problem(object, objects.slice(0, 0)))
      .find((text) => text !== undefined);
    if (problem !== undefined) return exited(2, problem);
    const changed = objects.filter((object) => JSON.stringify(this.#find(object)) !== JSON.stringify(object));
    const lines = changed.map(({ apiVersion, kind, metadata }) => {
      const file = `${apiVersion.replace("/", ".")}.${kind}.${metadata.namespace ?? ""}.${metadata.name}`;
      return `diff -u -N /tmp/LIVE-1/${file} /tmp/MERGED-2/${file}\n--- a\n+++ b\n+data: c2VjcmV0\n`;
    });
    return changed.length === 0 ? succeeded() : exited(1, "", lines.join(""));
  }

  #apply(objects: readonly FakeObject[], dry: boolean): ExecResult {
    for (const [at, object] of objects.entries()) {
      const problem = this.#problem(object, dry ? [] : objects.slice(0, at));
      if (problem !== undefined) return exited(1, problem);
      if (dry) continue;
      const before = this.#find(object);
      if (before) this.stored.splice(this.stored.indexOf(before), 1, object);
      else this.stored.push(object);
    }
    return succeeded(
      objects.map(({ kind, metadata }) => `${kind.toLowerCase()}/${metadata.name} configured\n`).join(""),
    );
  }

  #problem({ apiVersion, kind, metadata }: FakeObject, before: readonly FakeObject[]): string | undefined {
    const has = (what: string, name: string): boolean =>
      [...this.stored, ...before].some((each) => each.kind === what && each.metadata.name === name);
    const { name, namespace } = metadata;
    if (namespace !== undefined && !builtIn.includes(namespace) && !has("Namespace", namespace)) {
      return `Error from server (NotFound): namespaces "${namespace}" not found`;
    }
    if (apiVersion === "example.com/v1" && !has("CustomResourceDefinition", "foos.example.com")) {
      return `error: unable to recognize "STDIN": no matches for kind "${kind}" in version "${apiVersion}"`;
    }
    return this.#options.refuses?.[name];
  }

  #find({ kind, metadata }: FakeObject): FakeObject | undefined {
    return this.stored.find((each) => each.kind === kind && each.metadata.name === metadata.name);
  }
}

/** What `kubectl patch --local` makes of a text: JSON with an indent, one object after the other. */
function printed(text: string): ExecResult {
  if (/^a: b/.test(text))
    return exited(
      1,
      "error: error parsing STDIN: error converting YAML to JSON: yaml: line 2: mapping values are not allowed in this context",
    );
  const objects = text.split(/^---$/m).filter((part) => !/^\s*(?:#.*\s*)*$/.test(part));
  if (objects.length === 0) return exited(1, "error: no objects passed to patch");
  return succeeded(objects.map((part) => `${JSON.stringify(JSON.parse(part), null, 4)}\n`).join(""));
}

function documents(input: string): readonly FakeObject[] {
  return input.split(/(?<=^\})\n/m).map((text): FakeObject => JSON.parse(text));
}
