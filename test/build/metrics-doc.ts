import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { allMetrics } from "../../packages/coordinator/src/web/metrics/metrics-text.ts";

export const metricsPage: string = join(fileURLToPath(new URL("../..", import.meta.url)), "docs", "metrics.md");

const head = `# Metrics

Generated from \`packages/coordinator/src/web/metrics\` by \`npm run gen\`; a test keeps them equal.

\`coordinator serve\` exports them at \`http://127.0.0.1:7445/metrics\` in Prometheus' text format. They are made anew at each scrape from the
event log and from what the agents say now, so a restart of the coordinator takes nothing away from a counter. Of a host that is silent
nothing is exported but its silence. Units are seconds and bytes.

| Metric | Type | Labels | Meaning |
|---|---|---|---|
`;

export function metricsDoc(): string {
  const rows = allMetrics.map(({ name, type, labels, help }) => {
    const named = labels.map((label) => `\`${label}\``).join(", ");
    return `| \`${name}\` | ${type} | ${named} | ${help} |`;
  });
  return `${head}${rows.join("\n")}\n`;
}

if (import.meta.main) writeFileSync(metricsPage, metricsDoc());
