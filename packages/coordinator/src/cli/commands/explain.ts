import { errorCodes, isErrorCode } from "@quorate/shared/error-catalogue";
import { AppError } from "@quorate/shared/errors";
import { explainCode } from "../../report/error-text.ts";
import { didYouMean } from "../../spec/did-you-mean.ts";
import { type AddCommand, exitCode } from "../command-line.ts";
import { say } from "../surroundings.ts";

export const addExplain: AddCommand = (program, line) => {
  program
    .command("explain")
    .summary("tell what an error code means and what to do")
    .argument("<code>", "as in ETCD_MEMBER_DIED")
    .action((text: string) => {
      const code = text.toUpperCase().replaceAll("-", "_");
      if (!isErrorCode(code)) throw unknownCode(text, code);
      say(line.around, explainCode(code, line.around.stdout.look));
      line.exit = exitCode.done;
    });
};

function unknownCode(text: string, code: string): AppError {
  const near = didYouMean(code, errorCodes);
  const hint = near ? `did you mean ${near}?` : `all codes: ${errorCodes.join(", ")}`;
  return new AppError("USAGE", `there is no error code ${JSON.stringify(text)}`, { hint });
}
