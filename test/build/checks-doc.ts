import { writeFileSync } from "node:fs";
import { type CheckArea, checkIds, checkSpec } from "../../packages/shared/src/check-catalogue.ts";
import { type Language, languages, spoken } from "../../packages/shared/src/language.ts";
import { checkTexts } from "../../packages/shared/src/texts/catalogue-texts.ts";
import { cell, docPage } from "./doc-page.ts";

interface CheckDocWords {
  readonly head: string;
  readonly titles: Readonly<Record<CheckArea, string>>;
  readonly columns: readonly [string, string, string];
}

const words = spoken<CheckDocWords>(
  {
    head: `# Checks

[中文](zh/checks.md)

Generated from \`packages/shared/src/check-catalogue.ts\` by \`npm run gen\`; a test keeps them equal.

\`coordinator doctor -f cluster.yaml\` carries out the first two kinds on every host, \`coordinator health\` the second from what
the agents say anyway, \`coordinator doctor --audit\` the third. Nothing is changed. \`coordinator explain ID\` prints a row.
`,
    titles: {
      preflight:
        "Preconditions of a bootstrap\n\n`--ignore-checks ID` lets a bootstrap pass them; the run records which. PORT and REACH have one check for each port.",
      health: "How a cluster stands",
      audit: "What scripts leave on a host that was set up by hand",
    },
    columns: ["Check", "All is well when", "Way out"],
  },
  {
    head: `# 检查项

[English](../checks.md)

由 \`npm run gen\` 从 \`packages/shared/src/check-catalogue.ts\` 和它的中文文本生成；有测试保证两者一致。

\`coordinator doctor -f cluster.yaml\` 在每台主机上做前两类，\`coordinator health\` 用 agent 平时上报的内容做第二类，
\`coordinator doctor --audit\` 做第三类。什么也不改。\`coordinator explain ID\` 打印其中一行。
`,
    titles: {
      preflight:
        "引导的前提条件\n\n`--ignore-checks ID` 让引导跳过它们，运行会记下跳过了哪些。PORT 和 REACH 对每个端口各有一项。",
      health: "集群现在的状况",
      audit: "脚本在手工搭建的主机上留下的毛病",
    },
    columns: ["检查项", "正常时", "出路"],
  },
);

export const checksPage = (language: Language): string => docPage("checks.md", language);

export function checksDoc(language: Language): string {
  const { head, titles } = words[language];
  const areas = Object.entries(titles) as [CheckArea, string][];
  return `${head}\n${areas.map(([area, title]) => section(area, title, language)).join("\n")}`;
}

function section(area: CheckArea, title: string, language: Language): string {
  const rows = checkIds.flatMap((id) => {
    const texts = checkTexts(id, language);
    return texts && checkSpec(id)?.area === area ? [`| ${id} | ${cell(texts.summary)} | ${cell(texts.hint)} |`] : [];
  });
  return `## ${title}\n\n| ${words[language].columns.join(" | ")} |\n|---|---|---|\n${rows.join("\n")}\n`;
}

if (import.meta.main) for (const each of languages) writeFileSync(checksPage(each), checksDoc(each));
