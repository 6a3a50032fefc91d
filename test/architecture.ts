// The house plan. Each list runs from the cellar up: a room may import only rooms before it in its list.
// Reads import lines with a regular expression because TypeScript 7 ships no compiler API.
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";

export const packages: Readonly<Record<string, readonly string[]>> = {
  shared: [],
  agent: ["shared"],
  coordinator: ["shared"],
};

export const rooms: Readonly<Record<string, readonly string[]>> = {
  shared: [
    ...[
      "node-floor",
      "language",
      "crash-dumps",
      "ids",
      "clock",
      "clock-estimate",
      "error-catalogue",
      "check-catalogue",
      "texts",
      "errors",
      "secret",
      "redact",
      "secret-shapes",
      "ca-hash",
      "possession",
      "step",
      "package-version",
      "rpm-version",
      "package-offers",
      "plan",
    ],
    ...["lease", "facts", "heartbeat", "command", "session-message", "events", "log", "service-manager", "wire"],
  ],
  agent: ["config", "host", "facts", "health", "steps", "runner", "session", "main"],
  coordinator: [
    "spec",
    "bundle",
    "plan",
    "journal",
    "pki",
    "fleet",
    "engine",
    "rpc",
    "install",
    "report",
    "web",
    "gather",
    "cli",
    "main",
  ],
};

/** Each third-party package lives in these rooms and nowhere else. */
export const owners: Readonly<Record<string, readonly string[]>> = {
  execa: ["agent/host", "coordinator/install"],
  systeminformation: ["agent/facts"],
  "node-forge": ["coordinator/pki"],
  "@grpc/grpc-js": ["shared/wire", "agent/session", "coordinator/rpc"],
  "@grpc/proto-loader": ["shared/wire"],
  pino: ["shared/log"],
  yaml: ["coordinator/spec"],
  commander: ["agent/main", "coordinator/cli"],
  "string-width": ["coordinator/report"],
  "@prometheus-io/client": ["coordinator/web"],
};

/** Data is parsed at every door, so its parser may stand in every room. */
const everywhere: readonly string[] = ["zod"];

const importLine = /(?:^|\n)\s*(?:import|export)\s+(?:type\s+)?(?:[^;'"]*?from\s*)?["']([^"']+)["']/g;
/** Above this a file knows too much of the house; the ones that come near it assemble things. */
const maxImports = 12;

export interface SourceFile {
  /** package/src/room…: relative to the packages folder. */
  readonly path: string;
  readonly text: string;
}

const packageOf = (path: string): string => path.split("/")[0] ?? "";
const roomOf = (path: string): string => (path.split("/")[2] ?? "").replace(/\.ts$/, "");

function importsOf({ text }: SourceFile): readonly string[] {
  return [...text.matchAll(importLine)].map(([, name = ""]) => name);
}

function placeProblems(file: SourceFile): readonly string[] {
  const known = rooms[packageOf(file.path)]?.includes(roomOf(file.path));
  return known ? [] : [`${file.path}: room "${roomOf(file.path)}" is not on the plan of ${packageOf(file.path)}`];
}

function roomProblem(path: string, target: string): readonly string[] {
  const pkg = packageOf(path);
  if (!target.startsWith(`${pkg}/`)) return [`${path}: relative import leaves the package (${target})`];
  const order = rooms[pkg] ?? [];
  const [from, to] = [order.indexOf(roomOf(path)), order.indexOf(roomOf(target))];
  return to > from ? [`${path}: ${order[from]} may not look up to ${order[to]}`] : [];
}

function packageProblem(path: string, name: string): readonly string[] {
  const pkg = packageOf(path);
  const house = /^@quorate\/([a-z]+)/.exec(name)?.[1];
  if (house) return house === pkg || packages[pkg]?.includes(house) ? [] : [`${path}: ${pkg} may not import ${house}`];
  if (name.startsWith("node:")) return [];
  const outside = name.startsWith("@") ? name.split("/").slice(0, 2).join("/") : (name.split("/")[0] ?? "");
  if (everywhere.includes(outside)) return [];
  const owner = owners[outside];
  if (!owner) return [`${path}: ${outside} has no owner room`];
  return owner.includes(`${pkg}/${roomOf(path)}`) ? [] : [`${path}: ${outside} belongs to ${owner.join(", ")}`];
}

function inHouse(file: SourceFile): readonly string[] {
  return importsOf(file).flatMap((name) => {
    if (name.startsWith(".")) return [normalize(join(dirname(file.path), name))];
    const shared = /^@quorate\/([a-z]+)\/(.+)$/.exec(name);
    return shared ? [`${shared[1]}/src/${shared[2]}.ts`] : [];
  });
}

function fileProblems(file: SourceFile): readonly string[] {
  const targets = new Set(importsOf(file).filter((name) => name.startsWith(".")));
  const tooMany = targets.size > maxImports && roomOf(file.path) !== "main";
  return [
    ...placeProblems(file),
    ...(tooMany ? [`${file.path}: ${targets.size} imports from its own package, at most ${maxImports}`] : []),
    ...[...targets].flatMap((name) => roomProblem(file.path, normalize(join(dirname(file.path), name)))),
    ...importsOf(file).flatMap((name) => (name.startsWith(".") ? [] : packageProblem(file.path, name))),
  ];
}

function cycles(files: readonly SourceFile[]): readonly string[] {
  const graph = new Map(files.map((file) => [file.path, inHouse(file)]));
  const closed = new Set<string>();
  const visit = (path: string, trail: readonly string[]): readonly string[] => {
    if (trail.includes(path)) return [`cycle: ${[...trail.slice(trail.indexOf(path)), path].join(" -> ")}`];
    if (closed.has(path)) return [];
    const found = (graph.get(path) ?? []).flatMap((next) => visit(next, [...trail, path]));
    closed.add(path);
    return found;
  };
  return [...graph.keys()].flatMap((path) => visit(path, []));
}

export function checkArchitecture(files: readonly SourceFile[]): readonly string[] {
  return [...files.flatMap(fileProblems), ...cycles(files)];
}

/** All sources under a packages folder, tests and generated files left out. */
export function readSources(root: string): readonly SourceFile[] {
  return readdirSync(root, { recursive: true, encoding: "utf8" })
    .filter((path) => /^[a-z]+\/src\/.*\.ts$/.test(path) && !path.endsWith(".test.ts") && !path.includes("/generated/"))
    .map((path) => ({ path, text: readFileSync(join(root, path), "utf8") }));
}
