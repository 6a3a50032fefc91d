import { fixIn } from "@quorate/shared/texts/catalogue-texts";
import { evidenceIn, sentenceIn } from "@quorate/shared/texts/sentence-in";
import type { DoctorCheck } from "../engine/judge-answer.ts";
import { oneLine, widthOf, wrap } from "./line.ts";
import { logLine } from "./log-line.ts";
import { type Look, paint, symbols, type Tone } from "./look.ts";
import { table } from "./table.ts";
import { columnsIn } from "./words/column-words.ts";
import { stateWords } from "./words/state-words.ts";
import { checkWords } from "./words/status-words.ts";

type Severity = DoctorCheck["severity"];

const order: readonly Severity[] = ["error", "warning", "ignored", "ok"];
const tones: Readonly<Record<Severity, Tone>> = { error: "bad", warning: "warn", ignored: "faint", ok: "good" };
const evidenceLines = 8;

/** Findings first, the worst on top, each with what mends it; what is well in one line for each check. */
export function checkList(checks: readonly DoctorCheck[], look: Look): readonly string[] {
  const findings = order
    .filter((severity) => severity !== "ok")
    .flatMap((severity) => grouped(checks.filter((check) => check.severity === severity)));
  return [...findings.flatMap((finding) => findingLines(finding, look)), ...wellLines(checks, look)];
}

/** One row for each check and host. */
export function checkTable(checks: readonly DoctorCheck[], look: Look): readonly string[] {
  const rows = checks
    .toSorted((a, b) => order.indexOf(a.severity) - order.indexOf(b.severity))
    .map(({ host, id, severity, detail, fix }) => [
      id,
      host,
      stateWords[look.language].severity[severity],
      oneLine(found({ id, detail, fix }, look)),
    ]);
  const [head = "", ...lines] = table(columnsIn(look.language, "CHECK", "HOST", "RESULT", "DETAIL"), rows);
  return [paint(look, "strong", head), ...lines];
}

function found({ id, detail, fix }: Pick<DoctorCheck, "id" | "detail" | "fix">, { language }: Look): string {
  const said = sentenceIn(language, detail);
  return fix === "" ? said : checkWords[language].withFix(said, fixIn(language, id, fix));
}

export interface CheckCount {
  readonly errors: number;
  readonly warnings: number;
  readonly ignored: number;
  readonly ok: number;
}

export function countChecks(checks: readonly DoctorCheck[]): CheckCount {
  const count = (severity: Severity): number => checks.filter((check) => check.severity === severity).length;
  return { errors: count("error"), warnings: count("warning"), ignored: count("ignored"), ok: count("ok") };
}

/** The last words: how many of what, and where to read on. */
export function checkSummary(checks: readonly DoctorCheck[], { language }: Look): readonly string[] {
  const { errors, warnings, ignored, ok } = countChecks(checks);
  const words = checkWords[language];
  const [worst] = (["error", "warning"] as const).flatMap((each) =>
    grouped(checks.filter(({ severity }) => severity === each)),
  );
  const more = worst ? [words.more(worst.id)] : [];
  return [words.summary(errors, warnings, ignored, ok), ...more];
}

interface Finding extends Omit<DoctorCheck, "host"> {
  readonly hosts: readonly string[];
}

/** The same on several hosts is one finding. */
function grouped(checks: readonly DoctorCheck[]): readonly Finding[] {
  const found = new Map<string, Finding>();
  for (const { host, ...check } of checks) {
    const key = `${check.id} ${check.detail} ${check.fix}`;
    found.set(key, { ...check, hosts: [...(found.get(key)?.hosts ?? []), host] });
  }
  return [...found.values()];
}

function findingLines({ id, severity, hosts, detail, fix, evidence }: Finding, look: Look): readonly string[] {
  const { failed, waiting } = symbols(look);
  const mark = { error: failed, warning: "!", ignored: waiting, ok: "" }[severity];
  const where = hosts.every((host) => host === "*") ? "" : `  ${hosts.join(", ")}`;
  const excepted = severity === "ignored" ? checkWords[look.language].ignored : "";
  const text = (lines: string, indent: string): readonly string[] =>
    wrap(oneLine(lines), look.columns - indent.length).map((line) => `${indent}${line}`);
  const shown = evidence.filter((line) => oneLine(line) !== detail).slice(-evidenceLines);
  return [
    `${paint(look, tones[severity], mark)} ${paint(look, "strong", id)}${where}${excepted}`,
    ...text(sentenceIn(look.language, detail), "    "),
    ...shown
      .flatMap((line) => text(logLine(evidenceIn(look.language, line)), "      "))
      .map((line) => paint(look, "faint", line)),
    ...(fix === "" ? [] : labelled(checkWords[look.language].fix, oneLine(fixIn(look.language, id, fix)), look)),
    "",
  ];
}

function labelled(label: string, text: string, look: Look): readonly string[] {
  if (text === "") return [];
  const width = widthOf(label) + 1;
  const [first = "", ...rest] = wrap(text, look.columns - 4 - width);
  return [`    ${label} ${first}`, ...rest.map((line) => `${" ".repeat(4 + width)}${line}`)];
}

function wellLines(checks: readonly DoctorCheck[], look: Look): readonly string[] {
  const bad = new Set(checks.filter(({ severity }) => severity !== "ok").map(({ id }) => id));
  const ids = [...new Set(checks.filter(({ severity }) => severity === "ok").map(({ id }) => id))];
  const well = ids.filter((id) => !bad.has(id)).map(family);
  if (well.length === 0) return [];
  const [first = "", ...rest] = wrap([...new Set(well)].join(" "), look.columns - 2);
  return [`${paint(look, "good", symbols(look).done)} ${first}`, ...rest.map((line) => `  ${line}`), ""];
}

const family = (id: string): string => id.replace(/^(PORT|REACH)-\d+$/, "$1");
