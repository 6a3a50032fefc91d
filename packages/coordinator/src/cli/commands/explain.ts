import { checkIds, checkSpec } from "@quorate/shared/check-catalogue";
import { errorCodes, isErrorCode } from "@quorate/shared/error-catalogue";
import { AppError } from "@quorate/shared/errors";
import type { Language } from "@quorate/shared/language";
import { usageWords } from "@quorate/shared/texts/usage-words";
import { explainCheck, explainCode } from "../../report/error-text.ts";
import { didYouMean } from "../../spec/did-you-mean.ts";
import { type AddCommand, exitCode } from "../command-line.ts";
import { say } from "../surroundings.ts";
import { lookCommandWords } from "../words/look-command-words.ts";

export const addExplain: AddCommand = (program, line) => {
  program
    .command("explain")
    .summary("tell what an error code or a check means and what to do")
    .argument("<id>", "as in ETCD_MEMBER_DIED or SWAP-FSTAB")
    .action((text: string) => {
      say(line.around, explained(text, line.around.stdout.look));
      line.exit = exitCode.done;
    });
};

/** Codes have underscores, checks hyphens; whoever types the other is understood. */
function explained(text: string, look: Parameters<typeof explainCode>[1]): readonly string[] {
  const code = text.toUpperCase().replaceAll("-", "_");
  if (isErrorCode(code)) return explainCode(code, look);
  const id = text.toUpperCase().replaceAll("_", "-");
  if (checkSpec(id)) return explainCheck(id, look);
  throw unknown(text, code, id, look.language);
}

function unknown(text: string, code: string, id: string, language: Language): AppError {
  const words = lookCommandWords[language];
  const near = didYouMean(code, errorCodes) ?? didYouMean(id, checkIds);
  const hint = near ? usageWords[language].didYouMean(near) : words.allIds([...errorCodes, ...checkIds].join(", "));
  return new AppError("USAGE", words.noSuchId(text), { hint });
}
