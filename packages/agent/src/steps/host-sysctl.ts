import { AppError } from "@quorate/shared/errors";
import type { StepInput } from "@quorate/shared/step/contract";
import type { Drift } from "@quorate/shared/step/outcome";
import type { HostFiles } from "../host/host.ts";
import type { ApplyHandler } from "./handler.ts";
import { fileDrift, type ManagedFile, managedFile, writeManagedFile } from "./managed-file.ts";

type Input = StepInput<"host.sysctl">;

interface Parameter {
  readonly key: string;
  readonly path: string;
  readonly want: string;
  /** Undefined when this kernel has no such parameter. */
  readonly have: string | undefined;
}

/** Kernel parameters in a file of our own and in the running kernel. What the kernel lacks is left out of the file and reported. */
export const hostSysctl: ApplyHandler<"host.sysctl"> = {
  type: "apply",
  probe: async (input, { host }) => {
    const parameters = await readAll(input, host.files);
    return [...parameters.flatMap(valueDrift), ...(await fileDrift(host.files, ownFile(input, parameters)))];
  },
  apply: async (input, { host, output }) => {
    const parameters = await readAll(input, host.files);
    await writeManagedFile(host.files, ownFile(input, parameters));
    const problems = await writeDiffering(parameters, host.files);
    const skipped = parameters.filter(({ have }) => have === undefined).map(({ key }) => key);
    for (const key of skipped) output(`this kernel has no ${key}: left out`);
    for (const line of await overriddenAtBoot(input, host.files)) output(line);
    if (problems.length > 0) throw notConverged(problems);
    return { skipped };
  },
};

/** Where a parameter is in /proc/sys. A key whose first separator is a slash keeps its dots, as sysctl(8) has it. */
export function parameterPath(key: string): string {
  const slashFirst = /^[^./]*\//.test(key);
  const path = slashFirst ? key : key.replace(/[./]/g, (separator) => (separator === "." ? "/" : "."));
  return `/proc/sys/${path}`;
}

async function readAll(input: Input, files: HostFiles): Promise<readonly Parameter[]> {
  return Promise.all(
    Object.entries(input.values).map(async ([key, value]) => {
      const path = parameterPath(key);
      return { key, path, want: plain(value), have: await readPlain(files, path) };
    }),
  );
}

async function readPlain(files: HostFiles, path: string): Promise<string | undefined> {
  if ((await files.status(path)) === undefined) return undefined;
  return plain((await files.read(path)) ?? "");
}

/** The kernel separates several numbers by tabs, people by blanks. */
function plain(value: string): string {
  return value.trim().split(/\s+/).join(" ");
}

function valueDrift({ key, have, want }: Parameter): readonly Drift[] {
  return have === undefined || have === want ? [] : [{ what: key, have, want }];
}

function ownFile(input: Input, parameters: readonly Parameter[]): ManagedFile {
  const rows = parameters.filter(({ have }) => have !== undefined).map(({ key, want }) => `${key} = ${want}`);
  return managedFile(input.file, `${["# managed by quorate", ...rows].join("\n")}\n`);
}

/** Tries every parameter before it complains, so that one run shows all that is wrong. */
async function writeDiffering(parameters: readonly Parameter[], files: HostFiles): Promise<readonly string[]> {
  const problems: string[] = [];
  for (const { key, path, want, have } of parameters) {
    if (have === undefined || have === want) continue;
    try {
      await files.write(path, want);
      const now = await readPlain(files, path);
      if (now !== want) problems.push(`${key} reads back ${now} after ${want} was written`);
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      problems.push(`${key} is ${have} and cannot be set to ${want}: ${error.message}`);
    }
  }
  return problems;
}

function notConverged(problems: readonly string[]): AppError {
  return new AppError("STEP_NOT_CONVERGED", problems.join("; "), {
    hint: "in a container vm.*, kernel.* and fs.* belong to the machine below: set them there, or leave them out of spec.system.sysctl",
    evidence: problems,
  });
}

/** Files that are read after ours win at boot; /etc/sysctl.conf is read last by `sysctl --system`. */
async function overriddenAtBoot(input: Input, files: HostFiles): Promise<readonly string[]> {
  const directory = input.file.slice(0, input.file.lastIndexOf("/"));
  const own = input.file.slice(directory.length + 1);
  const later = ((await files.list(directory)) ?? []).filter((name) => name.endsWith(".conf") && name > own);
  const paths = [...later.map((name) => `${directory}/${name}`), "/etc/sysctl.conf"];
  const wanted = new Map(Object.entries(input.values).map(([key, value]) => [parameterPath(key), plain(value)]));
  const texts = await Promise.all(paths.map((path) => files.read(path)));
  return texts.flatMap((text, at) =>
    settingsOf(text ?? "").flatMap(([key, value]) => {
      const want = wanted.get(parameterPath(key));
      if (want === undefined || want === value) return [];
      return [`${paths[at]} sets ${key} to ${value} at boot, after our ${want}`];
    }),
  );
}

function settingsOf(text: string): readonly (readonly [string, string])[] {
  return text.split("\n").flatMap((row) => {
    const match = /^\s*-?([A-Za-z0-9_./-]+)\s*=\s*(.*)$/.exec(row);
    return match?.[1] === undefined ? [] : [[match[1], plain(match[2] ?? "")] as const];
  });
}
