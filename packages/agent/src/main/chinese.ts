import { errorSpec } from "@quorate/shared/error-catalogue";
import type { AppError } from "@quorate/shared/errors";
import { errorTextsZh } from "@quorate/shared/texts/error-texts-zh";
import { SentenceReader } from "@quorate/shared/texts/sentence-reader";
import { agentSentences } from "@quorate/shared/texts/sentences/agent";
import { connectionsSentences } from "@quorate/shared/texts/sentences/connections";
import { enrolmentSentences } from "@quorate/shared/texts/sentences/enrolment";
import { hostSentences } from "@quorate/shared/texts/sentences/host";
import { partWords } from "@quorate/shared/texts/sentences/words";

type Told = Pick<AppError, "message" | "hint" | "evidence">;

/** What the command line says and what the coordinator answers to it; what steps say is told by the coordinator's command line. */
export function inChinese({ code, message, hint, evidence }: AppError): Told {
  const reader = new SentenceReader(
    [agentSentences, hostSentences, connectionsSentences, enrolmentSentences],
    partWords,
  );
  return {
    message: reader.read(message),
    hint: hint === errorSpec(code).hint ? errorTextsZh[code][1] : reader.read(hint),
    evidence: evidence.map((line) => reader.readEvidence(line)),
  };
}
