import { caHash } from "@quorate/shared/ca-hash";
import { AppError } from "@quorate/shared/errors";
import { z } from "zod";
import type { PackageFormat, PackageManager, PackageSlot, Root } from "./remote-commands.ts";

/** What a host says of itself when it is looked at. Not trusted: it decides what is installed there, and nothing else. */
export interface Survey {
  readonly kernel: string;
  /** As uname(1) names the processor: x86_64, aarch64. */
  readonly machine: string;
  /** Like 2.36; absent where the C library is another. */
  readonly glibc?: string;
  /** ID and ID_LIKE of os-release(5). */
  readonly family: readonly string[];
  /** The system's name for people. */
  readonly title: string;
  readonly managers: readonly PackageManager[];
  readonly systemd: boolean;
  /** Version and release of what is installed. */
  readonly installed: Readonly<Record<PackageFormat, Readonly<Partial<Record<PackageSlot, string>>>>>;
  /** True: its unit is active, and will be after a reboot. */
  readonly running: boolean;
  readonly root?: Root;
  /** What sudo said when it refused. */
  readonly noRoot: string;
  /** Whose agent this is, when it is one's already. */
  readonly enrolment?: { readonly host: string; readonly caHash: string };
}

const managers = ["apt-get", "dnf", "yum", "dpkg", "rpm"] as const satisfies readonly PackageManager[];
const longestValue = 8_192;

/** Reads what the survey command printed. Throws UNSUPPORTED when that is something else. */
export function readSurvey(text: string): Survey {
  const pairs = text.split("\n").flatMap((line) => {
    const [, word = "", value = ""] = /^([a-z-]{1,20}) (.+)$/.exec(line) ?? [];
    return word === "" || value.length > longestValue ? [] : [[word, value] as const];
  });
  const all = (word: string): readonly string[] => pairs.flatMap(([each, value]) => (each === word ? [value] : []));
  const one = (word: string): string => all(word)[0] ?? "";
  if (one("kernel") === "" || one("machine") === "") {
    throw new AppError("UNSUPPORTED", "the host did not say what it is: its shell may print something at each login", {
      evidence: text.split("\n").slice(0, 5),
      hint: "try it: ssh HOST uname -sm",
    });
  }
  const glibc = /^glibc (\d{1,3}\.\d{1,3})/.exec(one("glibc"))?.[1];
  const root = one("root");
  const enrolment = enrolmentOf(one("enrolment"), one("ca"));
  return {
    ...{ kernel: one("kernel"), machine: one("machine"), title: one("title") || one("os") },
    ...(glibc === undefined ? {} : { glibc }),
    family: one("os").toLowerCase().split(/\s+/).filter(Boolean),
    managers: managers.filter((name) => all("has").includes(name)),
    systemd: one("systemd") === "runs",
    installed: { deb: debs(one), rpm: rpms(one) },
    running: one("active") === "active" && one("enabled") === "enabled",
    ...(root === "self" || root === "sudo" ? { root } : {}),
    noRoot: one("no-root"),
    ...(enrolment ? { enrolment } : {}),
  };
}

const slots = ["agent", "runtime"] as const satisfies readonly PackageSlot[];
const version = /^[0-9][A-Za-z0-9.+~-]{0,63}$/;

/** A package that was removed is still known to dpkg, with another status. */
function debs(one: (word: string) => string): Partial<Record<PackageSlot, string>> {
  return found((slot) => /^install ok installed (\S+)$/.exec(one(`deb-${slot}`))?.[1]);
}

function rpms(one: (word: string) => string): Partial<Record<PackageSlot, string>> {
  return found((slot) => one(`rpm-${slot}`));
}

function found(versionOf: (slot: PackageSlot) => string | undefined): Partial<Record<PackageSlot, string>> {
  const known = slots.map((slot) => [slot, versionOf(slot) ?? ""] as const);
  return Object.fromEntries(known.filter(([, text]) => version.test(text)));
}

const enrolmentFile = z.object({ host: z.string().max(63) });

/** Lines of the certificate come with bars between them. */
function enrolmentOf(json: string, ca: string): Survey["enrolment"] {
  try {
    return { host: enrolmentFile.parse(JSON.parse(json)).host, caHash: caHash(ca.replaceAll("|", "\n")) };
  } catch {
    return undefined;
  }
}
