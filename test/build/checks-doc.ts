import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type CheckArea, checkIds, checkSpec } from "../../packages/shared/src/check-catalogue.ts";

export const checksPage: string = join(fileURLToPath(new URL("../..", import.meta.url)), "docs", "checks.md");

const head = `# Checks

Generated from \`packages/shared/src/check-catalogue.ts\` by \`npm run gen\`; a test keeps them equal.

\`coordinator doctor -f cluster.yaml\` carries out the first two kinds on every host, \`coordinator health\` the second from what
the agents say anyway, \`coordinator doctor --audit\` the third. Nothing is changed. \`coordinator explain ID\` prints a row.
`;

const titles: Readonly<Record<CheckArea, string>> = {
  preflight:
    "Preconditions of a bootstrap\n\n`--ignore-checks ID` lets a bootstrap pass them; the run records which. PORT and REACH have one check for each port.",
  health: "How a cluster stands",
  audit: "What scripts leave on a host that was set up by hand",
};

export function checksDoc(): string {
  const areas = Object.entries(titles) as [CheckArea, string][];
  return `${head}\n${areas.map(([area, title]) => section(area, title)).join("\n")}`;
}

function section(area: CheckArea, title: string): string {
  const rows = checkIds.flatMap((id) => {
    const spec = checkSpec(id);
    return spec?.area === area ? [`| ${id} | ${cell(spec.summary)} | ${cell(spec.fix)} |`] : [];
  });
  return `## ${title}\n\n| Check | All is well when | Way out |\n|---|---|---|\n${rows.join("\n")}\n`;
}

const cell = (text: string): string => text.replaceAll("|", "\\|");

if (import.meta.main) writeFileSync(checksPage, checksDoc());
