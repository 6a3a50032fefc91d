import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { errorWords } from "../../packages/coordinator/src/report/words/error-words.ts";
import { exitCodeWords } from "../../packages/coordinator/src/report/words/exit-code-words.ts";
import { type ErrorCode, errorCodes, errorSpec } from "../../packages/shared/src/error-catalogue.ts";

export const errorsPage: string = join(fileURLToPath(new URL("../..", import.meta.url)), "docs", "errors.md");

const head = `# Errors

Generated from \`packages/shared/src/error-catalogue.ts\` by \`npm run gen\`; a test keeps them equal.

Every error has one of these codes, on the command line (\`error: CODE: message\`, then \`hint:\`), in the event log and
on the wire. \`coordinator explain CODE\` prints the same as this page.

| Exit code | Meaning |
|---|---|
${Object.entries(exitCodeWords.en)
  .map(([code, meaning]) => `| ${code} | ${meaning} |`)
  .join("\n")}
`;

export function errorsDoc(): string {
  const codes = [...errorCodes].sort();
  const rows = codes.map((code) => `| [${code}](#${code.toLowerCase()}) | ${errorSpec(code).summary} |`);
  return `${head}\n| Code | Meaning |\n|---|---|\n${rows.join("\n")}\n\n${codes.map(section).join("\n")}`;
}

function section(code: ErrorCode): string {
  const { summary, fault, retry, status, exit, hint } = errorSpec(code);
  return `## ${code}

${sentence(summary)}

- What to do: ${hint}
- Who can fix it: ${errorWords.en.faults[fault]}
- Try again: ${errorWords.en.retries[retry]}
- Exit code ${exit}, gRPC status ${status}
`;
}

const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;

if (import.meta.main) {
  mkdirSync(dirname(errorsPage), { recursive: true });
  writeFileSync(errorsPage, errorsDoc());
}
