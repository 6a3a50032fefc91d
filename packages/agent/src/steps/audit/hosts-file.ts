import type { AuditRule } from "./rule.ts";
import { codeLines, type Seen, textOf } from "./seen.ts";

const hosts = "/etc/hosts";
/** Sites whose addresses change, and which the post or its like write down. */
const sites = /\b(?:raw\.githubusercontent\.com|github\.com|k8s\.gcr\.io|gcr\.io|quay\.io|registry\.k8s\.io)\b/;

/** `>>` on every run of the script. */
function duplicates(seen: Seen): readonly string[] {
  const lines = codeLines(textOf(seen, hosts) ?? "");
  return lines.flatMap(({ code, number }, at) => {
    const first = lines.find((other) => other.code === code);
    return first && lines.indexOf(first) < at ? [`line ${number} repeats line ${first.number}: ${code}`] : [];
  });
}

/** `>` in the flannel script. */
function noLocalhost(seen: Seen): readonly string[] {
  const text = textOf(seen, hosts);
  const named =
    text !== undefined && codeLines(text).some(({ code }) => code.split(" ").slice(1).includes("localhost"));
  return named ? [] : [`${hosts} does not name localhost`];
}

function pinnedSites(seen: Seen): readonly string[] {
  return codeLines(textOf(seen, hosts) ?? "").flatMap(({ code, number }) =>
    sites.test(code) ? [`line ${number}: ${code}`] : [],
  );
}

export const hostsFileRules: readonly AuditRule[] = [
  { id: "HOSTS-DUPLICATE", severity: "warning", find: duplicates },
  { id: "HOSTS-NO-LOCALHOST", severity: "error", find: noLocalhost },
  { id: "HOSTS-PINNED-SITE", severity: "warning", find: pinnedSites },
];
