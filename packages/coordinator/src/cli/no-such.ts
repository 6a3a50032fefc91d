import { AppError } from "@quorate/shared/errors";
import type { Language } from "@quorate/shared/language";
import { usageWords } from "@quorate/shared/texts/usage-words";
import type { ResourceInput } from "../report/resources/resource.ts";
import { runOf } from "../report/resources/steps.ts";
import { didYouMean } from "../spec/did-you-mean.ts";
import { lookCommandWords } from "./words/look-command-words.ts";

/** Throws NOT_FOUND when a run is named and there is no such. */
export function refuseUnknownRun({ run, state }: ResourceInput, language: Language): void {
  if (run === undefined || runOf({ state, run })) return;
  throw noSuch(
    "run",
    run,
    [...state.runs].map((each) => each.run),
    language,
  );
}

/** With the nearest name there is, or all of them. */
export function noSuch(what: string, name: string, names: readonly string[], language: Language): AppError {
  const words = lookCommandWords[language];
  const near = didYouMean(name, names);
  const few = names.slice(0, 12).join(", ") + (names.length > 12 ? ", …" : "");
  const listed = names.length > 0 ? words.thereAre(few) : words.noneYet(what);
  const hint = near ? usageWords[language].didYouMean(near) : listed;
  return new AppError("NOT_FOUND", words.noSuch(what, name), { hint });
}
