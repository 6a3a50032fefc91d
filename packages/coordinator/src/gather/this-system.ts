import { existsSync, readFileSync } from "node:fs";
import { AppError } from "@quorate/shared/errors";
import type { BundleManifest } from "../bundle/manifest.ts";

/** The machine that gathers, in the words that agents have for their hosts. */
export interface ThisSystem {
  readonly os: BundleManifest["os"];
  readonly manager: "apt" | "dnf" | "yum";
}

const programs = { apt: "/usr/bin/apt-get", dnf: "/usr/bin/dnf", yum: "/usr/bin/yum" } as const;

/** Throws BUNDLE_INCOMPLETE on a machine without a package manager that hosts could have. */
export function thisSystem(): ThisSystem {
  const field = osRelease();
  const debian = /\b(?:debian|ubuntu)\b/.test(`${field("ID")} ${field("ID_LIKE")}`);
  // Debian packages dnf, Fedora packages apt: the distribution's own comes first.
  const order = debian ? (["apt", "dnf", "yum"] as const) : (["dnf", "yum", "apt"] as const);
  const manager = order.find((name) => existsSync(programs[name]));
  if (manager) return { os: { id: field("ID"), version: field("VERSION_ID"), arch: process.arch }, manager };
  throw new AppError("BUNDLE_INCOMPLETE", "this machine has neither apt-get nor dnf nor yum", {
    hint: "run it on a machine with the hosts' distribution",
  });
}

function osRelease(): (name: string) => string {
  const path = ["/etc/os-release", "/usr/lib/os-release"].find((each) => existsSync(each));
  const text = path === undefined ? "" : readFileSync(path, "utf8");
  return (name) => new RegExp(`^${name}=["']?([^"'\\n]*)`, "m").exec(text)?.[1] ?? "";
}
