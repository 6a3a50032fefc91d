import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Cast, casts, type Provocation, trials } from "../causes/provocations.ts";
import { readCause } from "../causes/read-cause.ts";
import { recorded } from "../causes/recorded-output.ts";
import { cell } from "./doc-page.ts";

export const causesPage: string = join(fileURLToPath(new URL("../..", import.meta.url)), "docs", "causes.md");

const head = `# Known causes

Generated from \`test/causes/\` by \`npm run gen\`; a test keeps them equal.

What a failure report says when one of these programs ends or gets nowhere, read from its own words. Each row was made to happen
with the real program: \`test/e2e/known-causes.test.ts\` does it anew, \`node test/causes/record.ts\` keeps what was said for the unit
tests. etcd is read on every member of a start that failed, because who refuses a certificate says why and its peer learns nothing.

Causes that are found before a program is started (a taken port, a wrong clock, too little disk, …) are checks: [checks.md](checks.md).
`;

const titles: Readonly<Record<string, string>> = {
  etcd: "etcd, by the journal of the member",
  kubelet: "The kubelet, by its journal",
  kubeadm: "kubeadm init, by its output",
  join: "kubeadm join, by its output",
  apiserver: "kube-apiserver, by its container's log",
};

/** One row for a provocation, also where two versions of the program said it. */
export function causesDoc(): string {
  const sections = Object.entries(titles).map(([script, title]) => section(script, title));
  return `${head}\n${sections.join("\n")}`;
}

function section(script: string, title: string): string {
  const versions = casts.filter((cast) => cast.script === script).map(({ version }) => version);
  const [first] = casts.filter((cast) => cast.script === script);
  const rows = trials.filter(([cast]) => cast === first).map(([cast, provocation]) => row(cast, provocation));
  return `## ${title}\n\nProvoked with ${versions.join(" and ")}.\n\n| What was wrong | Code | What the report says | Way out |\n|---|---|---|---|\n${rows.join("\n")}\n`;
}

function row(cast: Cast, provocation: Provocation): string {
  const read = readCause(provocation.source, recorded(cast, provocation));
  return `| ${[provocation.what, read?.code, read?.cause, read?.fix].map((text) => cell(text ?? "")).join(" | ")} |`;
}

if (import.meta.main) writeFileSync(causesPage, causesDoc());
