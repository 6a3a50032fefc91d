import { isDeepStrictEqual } from "node:util";
import { AppError } from "@quorate/shared/errors";
import type { Mirror } from "./registry-hosts.ts";

export const dockerConfigFile = "/etc/docker/daemon.json";

type Config = Readonly<Record<string, unknown>>;

/**
 * daemon.json with what Kubernetes needs laid over what is there: keys of others stay, in their order. Without a difference the
 * text comes back byte for byte. Rejects RUNTIME_FAILED with the line where the text is no JSON: docker would not start with it.
 */
export function dockerConfig(text: string | undefined, mirrors: readonly Mirror[]): string {
  const existing = parsed(text ?? "");
  const wanted = { ...existing, ...needed(existing), ...registries(existing, mirrors) };
  if (text !== undefined && isDeepStrictEqual(existing, wanted)) return text;
  return `${JSON.stringify(wanted, null, 2)}\n`;
}

function needed(existing: Config): Config {
  const driver = "native.cgroupdriver=";
  const others = strings(existing["exec-opts"]).filter((option) => !option.startsWith(driver));
  // Rotation may be somebody's choice; another driver's options mean nothing to this one.
  const rotation = (existing["log-driver"] ?? "json-file") === "json-file" ? existing["log-opts"] : undefined;
  return {
    "exec-opts": [...others, `${driver}systemd`],
    // kubectl logs reads what this driver writes.
    "log-driver": "json-file",
    "log-opts": { "max-size": "100m", "max-file": "3", ...(isConfig(rotation) ? rotation : {}) },
    // A restart of docker leaves the containers, the control plane among them, running.
    "live-restore": true,
  };
}

/** Docker has mirrors for Docker Hub only. What the spec says nothing about stays. */
function registries(existing: Config, mirrors: readonly Mirror[]): Config {
  const hub = mirrors.find(({ registry }) => registry === "docker.io")?.endpoints ?? [];
  const ours = mirrors.filter((mirror) => mirror.insecure).flatMap((mirror) => mirror.endpoints.map(hostOf));
  // Others may pull from registries of their own.
  const insecure = [...strings(existing["insecure-registries"]), ...ours];
  return {
    ...(hub.length > 0 ? { "registry-mirrors": [...hub] } : {}),
    ...(ours.length > 0 ? { "insecure-registries": [...new Set(insecure)] } : {}),
  };
}

/** Mirrors that docker cannot use: of another registry than Docker Hub, at another address than that registry's own. */
export function unusableForDocker(mirrors: readonly Mirror[]): readonly string[] {
  return mirrors
    .filter(({ registry, endpoints }) => registry !== "docker.io" && endpoints.some((url) => hostOf(url) !== registry))
    .map(({ registry }) => registry);
}

function hostOf(url: string): string {
  return url.replace(/^https?:\/\/?/, "").replace(/\/.*$/, "");
}

function parsed(text: string): Config {
  if (text.trim() === "") return {};
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw invalid(`line ${brokenLine(text)}: ${complaint(error)}`);
  }
  if (isConfig(value)) return value;
  throw invalid("it is JSON, but no object");
}

/** The first line with which the text is more than unfinished; the parser does not always tell the position. */
function brokenLine(text: string): number {
  const lines = text.split("\n");
  const at = lines.findIndex((_line, index) => !isUnfinished(lines.slice(0, index + 1).join("\n")));
  return at === -1 ? lines.length : at + 1;
}

function isUnfinished(text: string): boolean {
  try {
    JSON.parse(text);
    return false;
  } catch (error) {
    const message = String(error);
    const [, position] = /at position (\d+)/.exec(message) ?? [];
    // A string never goes on in the next line, so one without its end is wrong here.
    if (/Unterminated string/.test(message)) return false;
    return /Unexpected end/.test(message) || Number(position) === text.length;
  }
}

/** Without the piece of the text that the parser quotes: a proxy's password may be in it. */
function complaint(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.replace(/ in JSON at position .*$/s, "").replace(/, (?:\.\.\.)?".*is not valid JSON$/s, "");
}

function invalid(why: string): AppError {
  return new AppError("RUNTIME_FAILED", `${dockerConfigFile} is not valid, so docker cannot start with it: ${why}`, {
    hint: `correct ${dockerConfigFile} on the host, or remove it: what Kubernetes needs is written anew; then run again`,
  });
}

function isConfig(value: unknown): value is Config {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function strings(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((each) => typeof each === "string") : [];
}
