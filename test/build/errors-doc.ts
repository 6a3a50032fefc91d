import { writeFileSync } from "node:fs";
import { errorWords } from "../../packages/coordinator/src/report/words/error-words.ts";
import { exitCodeWords } from "../../packages/coordinator/src/report/words/exit-code-words.ts";
import { type ErrorCode, errorCodes, errorSpec } from "../../packages/shared/src/error-catalogue.ts";
import { type Language, languages, spoken } from "../../packages/shared/src/language.ts";
import { errorTexts } from "../../packages/shared/src/texts/catalogue-texts.ts";
import { docPage, sentence } from "./doc-page.ts";

const words = spoken(
  {
    head: `# Errors

[中文](zh/errors.md)

Generated from \`packages/shared/src/error-catalogue.ts\` by \`npm run gen\`; a test keeps them equal.

Every error has one of these codes, on the command line (\`error: CODE: message\`, then \`hint:\`), in the event log and
on the wire. \`coordinator explain CODE\` prints the same as this page.`,
    exitCode: "Exit code",
    code: "Code",
    meaning: "Meaning",
    wayOut: "What to do",
    whoCan: "Who can fix it",
    tryAgain: "Try again",
    numbers: (exit: number, status: string) => `Exit code ${exit}, gRPC status ${status}`,
    colon: ": ",
  },
  {
    head: `# 错误

[English](../errors.md)

由 \`npm run gen\` 从 \`packages/shared/src/error-catalogue.ts\` 和它的中文文本生成；有测试保证两者一致。

每个错误都有下面的一个代码，命令行上（\`错误: CODE: 说明\`，然后是\`提示:\`）、事件日志里和线路上都是它。
\`coordinator explain CODE\` 打印的内容和本页相同。`,
    exitCode: "退出码",
    code: "代码",
    meaning: "含义",
    wayOut: "出路",
    whoCan: "谁来处理",
    tryAgain: "能否重试",
    numbers: (exit: number, status: string) => `退出码 ${exit}，gRPC 状态 ${status}`,
    colon: "：",
  },
);

export const errorsPage = (language: Language): string => docPage("errors.md", language);

export function errorsDoc(language: Language): string {
  const { head, exitCode, code: codeTitle, meaning } = words[language];
  const codes = [...errorCodes].sort();
  const exits = Object.entries(exitCodeWords[language]).map(([exit, what]) => `| ${exit} | ${what} |`);
  const rows = codes.map((code) => `| [${code}](#${code.toLowerCase()}) | ${errorTexts(code, language).summary} |`);
  return [
    ...[head, "", `| ${exitCode} | ${meaning} |`, "|---|---|", ...exits, ""],
    ...[
      `| ${codeTitle} | ${meaning} |`,
      "|---|---|",
      ...rows,
      "",
      codes.map((each) => section(each, language)).join("\n"),
    ],
  ].join("\n");
}

function section(code: ErrorCode, language: Language): string {
  const { wayOut, whoCan, tryAgain, numbers, colon } = words[language];
  const { fault, retry, status, exit } = errorSpec(code);
  const { summary, hint } = errorTexts(code, language);
  return `## ${code}

${sentence(summary, language)}

- ${wayOut}${colon}${hint}
- ${whoCan}${colon}${errorWords[language].faults[fault]}
- ${tryAgain}${colon}${errorWords[language].retries[retry]}
- ${numbers(exit, status)}
`;
}

if (import.meta.main) for (const each of languages) writeFileSync(errorsPage(each), errorsDoc(each));
