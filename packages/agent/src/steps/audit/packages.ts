import { isIP } from "node:net";
import type { AuditRule } from "./rule.ts";
import { codeLines, filesIn, type Seen, textOf } from "./seen.ts";

const daemonJson = "/etc/docker/daemon.json";
export const kubeletFiles = ["/etc/sysconfig/kubelet", "/etc/default/kubelet"] as const;

function brokenDocker(seen: Seen): readonly string[] {
  const text = textOf(seen, daemonJson);
  if (text === undefined) return [];
  try {
    JSON.parse(text);
    return [];
  } catch (error) {
    // The parser's message quotes the file, which may hold a proxy's password: only the place is told.
    const place = /line \d+ column \d+/.exec(error instanceof Error ? error.message : "")?.[0];
    return [`${daemonJson} is not JSON${place === undefined ? "" : `: ${place}`}`];
  }
}

/** By pattern and not by parsing: in the post the same file is not JSON. A registry by address is a laboratory's. */
function insecureRegistries(seen: Seen): readonly string[] {
  const list = /"insecure-registries"\s*:\s*\[([^\]]*)\]/.exec(textOf(seen, daemonJson) ?? "")?.[1] ?? "";
  const names = [...list.matchAll(/"([^"]+)"/g)].map(([, name = ""]) => name);
  return names.filter(named).map((name) => `${daemonJson} trusts ${name} without TLS`);
}

function named(registry: string): boolean {
  const host = registry.replace(/^\w+:\/\//, "").replace(/[:/].*$/, "");
  return host !== "localhost" && isIP(host) === 0;
}

interface Repository {
  readonly path: string;
  readonly name: string;
  readonly lines: readonly string[];
}

function kubernetesRepositories(seen: Seen): readonly Repository[] {
  return filesIn(seen, "/etc/yum.repos.d", ".repo").flatMap(([path, text]) => {
    const sections: { path: string; name: string; lines: string[] }[] = [];
    for (const { code } of codeLines(text)) {
      const name = /^\[(.+)\]$/.exec(code)?.[1];
      if (name !== undefined) sections.push({ path, name, lines: [] });
      else sections.at(-1)?.lines.push(code);
    }
    return sections.filter(({ name, lines }) => /kubernetes/i.test(`${name} ${lines.join(" ")}`));
  });
}

function unpinned(seen: Seen): readonly string[] {
  return kubernetesRepositories(seen).flatMap(({ path, name, lines }) =>
    lines.some((line) => /^exclude(?:pkgs)?\s*=/.test(line)) ? [] : [`[${name}] of ${path} has no exclude=`],
  );
}

/** One repository of all versions, closed since 2024 (kubernetes.io/blog/2023/08/31/legacy-package-repository-deprecation). */
function oldRepositories(seen: Seen): readonly string[] {
  return kubernetesRepositories(seen).flatMap(({ path, lines }) =>
    lines
      .filter((line) => /^baseurl\s*=/.test(line) && /kubernetes-el\d|packages\.cloud\.google\.com/.test(line))
      .map((line) => `${path}: ${line}`),
  );
}

function kubeletLines(seen: Seen, pattern: RegExp): readonly string[] {
  return kubeletFiles.flatMap((path) =>
    codeLines(textOf(seen, path) ?? "").flatMap(({ code, number }) =>
      pattern.test(code) ? [`${path} line ${number}: ${code}`] : [],
    ),
  );
}

function deadImages(seen: Seen): readonly string[] {
  return [...seen.files].flatMap(([path, { text = "" }]) =>
    /\.ya?ml$/.test(path) && text.includes("mirrorgooglecontainers")
      ? [`${path} names docker.io/mirrorgooglecontainers, which is no longer kept`]
      : [],
  );
}

export const packageRules: readonly AuditRule[] = [
  { id: "DOCKER-CONFIG-BROKEN", severity: "error", find: brokenDocker },
  { id: "DOCKER-INSECURE", severity: "error", find: insecureRegistries },
  { id: "REPOSITORY-UNPINNED", severity: "warning", find: unpinned },
  { id: "REPOSITORY-OLD", severity: "warning", find: oldRepositories },
  { id: "KUBELET-SWAP-HIDDEN", severity: "warning", find: (seen) => kubeletLines(seen, /--fail-swap-on=false/) },
  { id: "KUBELET-ARGS-TWICE", severity: "error", find: (seen) => kubeletLines(seen, /--fail-swap-on=false--/) },
  { id: "IMAGES-DEAD", severity: "warning", find: deadImages },
];
