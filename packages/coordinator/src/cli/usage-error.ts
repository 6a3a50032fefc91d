import { AppError } from "@quorate/shared/errors";
import type { CommanderError } from "commander";

const suggestion = /\n\(Did you mean (.*)\?\)$/;

/** What the parser of the command line says, in the shape of every other error. */
export function usageError(error: CommanderError): AppError {
  const near = suggestion.exec(error.message)?.[1];
  const message = error.message.replace(suggestion, "").replace(/^error: /, "");
  const hint = near === undefined ? "run the command with --help" : `did you mean ${near}?`;
  return new AppError("USAGE", message, { cause: error, hint });
}
