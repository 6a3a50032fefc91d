import type { HostFiles } from "../../host/host.ts";
import { lastLines } from "../../host/run-program.ts";
import { podLogs } from "./paths.ts";

/** The pods whose death makes kubeadm wait in vain. */
const components = ["kube-apiserver", "etcd"] as const;
const shownLines = 20;
const maxBytes = 4_194_304;

export interface ComponentState {
  readonly component: string;
  /** How often its container has ended so far: the kubelet numbers the attempts. */
  readonly exits: number;
  /** Last lines of the attempt before the newest, or of the newest. */
  readonly lines: readonly string[];
}

type Files = Pick<HostFiles, "list" | "read" | "status" | "readLink">;

/** The attempts that were there before; with docker the same name may lead to another file later. */
export interface KnownLogs {
  readonly identities: ReadonlySet<string>;
  /** The highest attempt of each component. */
  readonly last: ReadonlyMap<string, number>;
}

export async function knownLogs(files: Files, node: string): Promise<KnownLogs> {
  const found = await Promise.all(components.map((name) => attemptLogs(files, name, node)));
  return {
    identities: new Set(found.flat().map(identity)),
    last: new Map(
      components.map((name, at) => [name, Math.max(-1, ...(found[at] ?? []).map(({ attempt }) => attempt))]),
    ),
  };
}

/** What became of the control plane's containers since `before`, by the log files of their attempts. */
export async function componentStates(
  files: Files,
  node: string,
  before: KnownLogs,
): Promise<readonly ComponentState[]> {
  const states = await Promise.all(components.map((component) => stateOf(files, component, node, before)));
  return states.flatMap((state) => state ?? []);
}

interface AttemptLog {
  readonly path: string;
  readonly attempt: number;
  readonly target: string;
}

async function stateOf(
  files: Files,
  component: string,
  node: string,
  before: KnownLogs,
): Promise<ComponentState | undefined> {
  const logs = (await attemptLogs(files, component, node))
    .filter((log) => !before.identities.has(identity(log)))
    .sort((a, b) => a.attempt - b.attempt);
  const [newest, earlier] = [logs.at(-1), logs.at(-2)];
  if (!newest) return undefined;
  const lines = [...(await tail(files, earlier?.path)), ...(await tail(files, newest.path))];
  // The kubelet goes on counting where it finds older logs, and removes all logs but the last two.
  const first = (before.last.get(component) ?? -1) + 1;
  return { component, exits: newest.attempt - (newest.attempt >= first ? first : 0), lines };
}

/** /var/log/pods/kube-system_kube-apiserver-NODE_UID/kube-apiserver/ATTEMPT.log (kubelet, pkg/kubelet/kuberuntime/helpers.go). */
async function attemptLogs(files: Files, component: string, node: string): Promise<readonly AttemptLog[]> {
  const pods = ((await files.list(podLogs)) ?? []).filter((name) =>
    name.startsWith(`kube-system_${component}-${node}_`),
  );
  const found = await Promise.all(
    pods.map(async (pod) => {
      const directory = `${podLogs}/${pod}/${component}`;
      const names = ((await files.list(directory)) ?? []).filter((name) => /^\d+\.log$/.test(name));
      return Promise.all(
        names.map(async (name) => {
          const path = `${directory}/${name}`;
          return { path, attempt: Number.parseInt(name, 10), target: (await files.readLink(path)) ?? "" };
        }),
      );
    }),
  );
  return found.flat();
}

function identity({ path, target }: AttemptLog): string {
  return `${path} ${target}`;
}

async function tail(files: Files, path: string | undefined): Promise<readonly string[]> {
  if (path === undefined) return [];
  const status = await files.status(path);
  if (!status || status.size > maxBytes) return [];
  return lastLines((await files.read(path)) ?? "", shownLines).map(plainLine);
}

/** Without what the runtime puts around a line: docker writes JSON, CRI "TIME STREAM TAG text". */
export function plainLine(line: string): string {
  const cri = /^\S+ (?:stdout|stderr) [FP] (.*)$/.exec(line);
  if (cri) return cri[1] ?? "";
  const docker = /^\{"log":("(?:[^"\\]|\\.)*")/.exec(line);
  return docker?.[1] === undefined ? line : String(JSON.parse(docker[1])).trimEnd();
}
