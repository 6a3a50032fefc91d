import { AppError } from "@quorate/shared/errors";
import type { PackageFormat, PackageManager, PackageSlot } from "./remote-commands.ts";
import type { Survey } from "./survey.ts";

/** A file of a package, as `npm run package` names it. */
export interface PackageFile {
  readonly name: string;
  readonly slot: PackageSlot;
  readonly format: PackageFormat;
  readonly version: string;
  readonly release: string;
  /** As uname(1) names the processor; "any" for what suits all. */
  readonly machine: string;
}

export interface PackageChoice {
  readonly manager: PackageManager;
  readonly format: PackageFormat;
  /** What has to be copied and installed, in that order; empty when the host has it. */
  readonly install: readonly PackageFile[];
  /** Version of the agent that the host has then. */
  readonly agentVersion: string;
}

const debName = /^quorate-(agent|runtime)_([0-9][A-Za-z0-9.+~]*)-([A-Za-z0-9.+~]+)_(all|amd64|arm64)\.deb$/;
const rpmName = /^quorate-(agent|runtime)-([0-9][A-Za-z0-9.+~]*)-([A-Za-z0-9.+~]+)\.(noarch|x86_64|aarch64)\.rpm$/;
const machines: Readonly<Record<string, string>> = { all: "any", noarch: "any", amd64: "x86_64", arm64: "aarch64" };

/** The agent's packages among the names of a folder. */
export function readPackageNames(names: readonly string[]): readonly PackageFile[] {
  return names.flatMap((name) => {
    const deb = debName.exec(name);
    const [, slot, version, release, machine] = deb ?? rpmName.exec(name) ?? [];
    if ((slot !== "agent" && slot !== "runtime") || !version || !release || !machine) return [];
    const format = deb ? ("deb" as const) : ("rpm" as const);
    return [{ name, slot, format, version, release, machine: machines[machine] ?? machine }];
  });
}

/**
 * What a host needs for an agent of `version`. `folder` names where the packages are. Throws UNSUPPORTED for a host that no agent can
 * run on, and AGENT_PACKAGE_MISSING when the folder lacks what this one needs.
 */
export function choosePackages(
  survey: Survey,
  packages: readonly PackageFile[],
  { version, folder }: { readonly version: string; readonly folder: string },
): PackageChoice {
  const { manager, format } = managerOf(survey);
  const glibc = glibcOf(survey);
  const has = survey.installed[format];
  const offered = packages.filter((file) => file.format === format);
  const agent = newest(offered.filter((file) => file.slot === "agent" && file.version === version));
  const hasNewer = has.agent !== undefined && compareVersions(upstream(has.agent), version) >= 0;
  if (!agent && !hasNewer) throw missingAgent(format, version, offered, folder);
  const runtimes = offered.filter((file) => file.slot === "runtime" && file.machine === survey.machine);
  const runtime = newest(runtimes.filter((file) => compareVersions(flavour(file), glibc) <= 0));
  if (!runtime && has.runtime === undefined) throw missingRuntime(format, survey, runtimes, folder);
  const install = [
    ...(runtime && isNewer(runtime, has.runtime) ? [runtime] : []),
    ...(agent && isNewer(agent, has.agent) ? [agent] : []),
  ];
  return { manager, format, install, agentVersion: hasNewer ? upstream(has.agent ?? version) : version };
}

const formats: Readonly<Record<PackageManager, PackageFormat>> = {
  ...{ "apt-get": "deb", dpkg: "deb" },
  ...{ dnf: "rpm", yum: "rpm", rpm: "rpm" },
};
const debFamilies = ["debian", "ubuntu"];
const rpmFamilies = ["rhel", "fedora", "centos", "rocky", "almalinux", "ol", "suse", "openeuler", "kylin", "anolis"];

/** A Debian host may have rpm installed, and the other way round: what the system says it is comes first. */
function managerOf({ kernel, family, managers, systemd, title }: Survey): Pick<PackageChoice, "manager" | "format"> {
  const has = (format: PackageFormat) => managers.find((each) => formats[each] === format);
  const known = family.some((id) => debFamilies.includes(id))
    ? has("deb")
    : family.some((id) => rpmFamilies.includes(id))
      ? has("rpm")
      : managers[0];
  if (kernel === "Linux" && systemd && known) return { manager: known, format: formats[known] };
  const lack =
    kernel !== "Linux"
      ? `it runs ${kernel}`
      : systemd
        ? "it has neither apt, dnf, yum, dpkg nor rpm"
        : "no systemd runs";
  throw new AppError("UNSUPPORTED", `${title || "the host"} cannot have an agent: ${lack}`, {
    hint: "an agent needs Linux with systemd, and deb or rpm packages",
  });
}

function glibcOf({ machine, glibc, title }: Survey): string {
  if (machine !== "x86_64" && machine !== "aarch64") {
    throw new AppError("UNSUPPORTED", `the host's processor is ${machine}: packages are made for x86_64 and aarch64`, {
      hint: "take a host of another kind; 32-bit systems on 64-bit processors count as 32-bit",
    });
  }
  if (glibc !== undefined) return glibc;
  throw new AppError("UNSUPPORTED", `${title || "the host"} has no glibc: the runtime needs it`, {
    hint: "take a distribution with glibc; musl is not supported",
  });
}

/** Quorate's own builds carry the glibc that they need in their release: 1.glibc2.28. */
const flavour = ({ release }: PackageFile): string => /glibc(\d+\.\d+)/.exec(release)?.[1] ?? "0";
/** Without the release. */
const upstream = (full: string): string => full.replace(/-[^-]*$/, "");

function isNewer({ version, release }: PackageFile, installed: string | undefined): boolean {
  return installed === undefined || compareVersions(`${version}-${release}`, installed) > 0;
}

function newest(files: readonly PackageFile[]): PackageFile | undefined {
  return [...files].sort((a, b) => compareVersions(`${a.version}-${a.release}`, `${b.version}-${b.release}`)).at(-1);
}

/** By their numbers, in order; enough for versions of our own making. */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [a, b].map((text) => (text.match(/\d+/g) ?? []).map(Number));
  for (let index = 0; index < Math.max(left?.length ?? 0, right?.length ?? 0); index += 1) {
    const difference = (left?.[index] ?? 0) - (right?.[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

const buildThem = "build them: npm run package; then name their folder: --packages DIR";

function missingAgent(
  format: PackageFormat,
  version: string,
  offered: readonly PackageFile[],
  folder: string,
): AppError {
  const others = [...new Set(offered.filter(({ slot }) => slot === "agent").map((file) => file.version))];
  const has =
    others.length === 0 ? "" : `; it has ${others.join(", ")}, and agents are to be of the coordinator's version`;
  return new AppError("AGENT_PACKAGE_MISSING", `${folder} has no ${format} of quorate-agent ${version}${has}`, {
    hint: buildThem,
  });
}

function missingRuntime(
  format: PackageFormat,
  { machine, glibc = "" }: Survey,
  runtimes: readonly PackageFile[],
  folder: string,
): AppError {
  const message = `${folder} has no ${format} of quorate-runtime for ${machine} with glibc ${glibc}`;
  if (runtimes.length === 0) return new AppError("AGENT_PACKAGE_MISSING", message, { hint: buildThem });
  const need = runtimes.map(flavour).join(", ");
  return new AppError("AGENT_PACKAGE_MISSING", `${message}: what it has needs glibc ${need} or newer`, {
    hint: 'build a runtime for older systems with NODE_BINARY: deploy/README.md, "Runtimes for other hosts"',
  });
}
