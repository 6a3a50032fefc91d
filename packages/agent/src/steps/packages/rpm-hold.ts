import type { HostFiles } from "../../host/host.ts";

/** How a manager of the rpm family keeps packages back: its versionlock plugin, and without it an exclusion in its own configuration. */
export interface HoldFiles {
  readonly program: "dnf" | "yum";
  readonly versionlockConfig: string;
  readonly versionlockList: string;
  readonly mainConfig: string;
}

export const holdFiles: Readonly<Record<"dnf" | "yum", HoldFiles>> = {
  dnf: {
    program: "dnf",
    versionlockConfig: "/etc/dnf/plugins/versionlock.conf",
    versionlockList: "/etc/dnf/plugins/versionlock.list",
    mainConfig: "/etc/dnf/dnf.conf",
  },
  yum: {
    program: "yum",
    versionlockConfig: "/etc/yum/pluginconf.d/versionlock.conf",
    versionlockList: "/etc/yum/pluginconf.d/versionlock.list",
    mainConfig: "/etc/yum.conf",
  },
};

/** Which of these are held, told by the files. */
export async function heldByRpm(
  files: Pick<HostFiles, "read">,
  paths: HoldFiles,
  names: readonly string[],
): Promise<ReadonlySet<string>> {
  const excluded = excludedNames((await files.read(paths.mainConfig)) ?? "");
  const locked = await lockedByList(files, paths, names);
  return new Set(names.filter((name) => excluded.includes(name) || locked.includes(name)));
}

/** Which of these the versionlock plugin holds. */
export async function lockedByList(
  files: Pick<HostFiles, "read">,
  paths: HoldFiles,
  names: readonly string[],
): Promise<readonly string[]> {
  const list = (await files.read(paths.versionlockList)) ?? "";
  return names.filter((name) => isLocked(list, name));
}

/** Rows like "haproxy-0:2.4.22-3.el9.*" (dnf) and "0:haproxy-1.5.18-9.el7.*" (yum). */
function isLocked(list: string, name: string): boolean {
  return list.split("\n").some((row) => {
    const bare = row.trim().replace(/^\d+:/, "");
    return bare.startsWith(`${name}-`) && /^(?:\d+:)?\d/.test(bare.slice(name.length + 1));
  });
}

const excludeLine = /^(?:excludepkgs|exclude)\s*=(.*)$/m;

function excludedNames(config: string): readonly string[] {
  const [, value = ""] = excludeLine.exec(mainSection(config)) ?? [];
  return value.split(/[\s,]+/).filter((name) => name !== "");
}

/** The configuration with these names excluded in [main] as well; what is there stays. `exclude` is the name that yum and dnf share. */
export function withExcluded(config: string, names: readonly string[]): string {
  const excluded = excludedNames(config);
  const missing = names.filter((name) => !excluded.includes(name));
  if (missing.length === 0) return config;
  const line = `exclude=${[...excluded, ...missing].join(" ")}`;
  const section = mainSection(config);
  if (section === "") return `[main]\n${line}\n${config}`;
  const replaced = excludeLine.test(section)
    ? section.replace(excludeLine, line)
    : section.replace(/^\[main\][^\n]*\n?/, (heading) => `${heading.trimEnd()}\n${line}\n`);
  return config.replace(section, () => replaced);
}

/** From the heading to the next one. */
function mainSection(config: string): string {
  return /^\[main\][\s\S]*?(?=^\[|(?![\s\S]))/m.exec(config)?.[0] ?? "";
}
