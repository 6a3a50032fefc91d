import type { Language } from "../language.ts";
import { agentSentencesZh } from "./agent-sentences.ts";
import { coordinatorSentencesZh } from "./coordinator-sentences.ts";
import { SentenceReader } from "./sentence-reader.ts";
import { partWords } from "./sentences/words.ts";

let chinese: SentenceReader | undefined;
const reader = (): SentenceReader => {
  chinese ??= new SentenceReader([...agentSentencesZh, ...coordinatorSentencesZh], partWords);
  return chinese;
};

/** A message, a hint or a finding as it is stored, in English, in the language; what nobody has translated stays as it is. */
export function sentenceIn(language: Language, text: string): string {
  return language === "en" ? text : reader().read(text);
}

/** As `sentenceIn`, of what stands in a difference: a single word counts too. */
export function partIn(language: Language, text: string): string {
  return language === "en" ? text : reader().readPart(text);
}

/** As `sentenceIn`, of a line that shows a cause: most are a program's own, and stay as it wrote them. */
export function evidenceIn(language: Language, line: string): string {
  return language === "en" ? line : (findingIn(line) ?? reader().readEvidence(line));
}

/** What a check found, as preflight puts it into its evidence: "CHECK: detail (fix)". */
function findingIn(line: string): string | undefined {
  const [, id, detail = "", fix = ""] = /^([A-Z][A-Z0-9-]+): (.+) \((.+)\)$/.exec(line) ?? [];
  const said = reader().read(detail);
  return said === detail ? undefined : `${id}: ${said}（${reader().read(fix)}）`;
}
