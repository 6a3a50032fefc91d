import type { Language } from "@quorate/shared/language";
import { usageIn } from "@quorate/shared/texts/usage-in";
import type { Command, HelpConfiguration, Option } from "commander";
import { cliWords } from "./cli-words.ts";

/** Has the help and the usage errors of the program, and of the commands that are added to it later, speak a language. */
export function speakHelp(program: Command, language: Language): Command {
  if (language === "en") return program;
  const { help } = cliWords[language];
  return program
    .configureHelp(helpIn(language))
    .helpOption("-h, --help", help)
    .helpCommand("help [command]", help)
    .configureOutput({ outputError: (text, write) => write(usageErrorIn(language, text)) });
}

function helpIn(language: Language): HelpConfiguration {
  const { titles, choices, initial, options, command } = cliWords[language];
  return {
    // Lines are short; the parser of the command line would break them where words end, and Chinese has none.
    helpWidth: 1_000,
    styleTitle: (title) => titles[title] ?? title,
    styleUsage: (usage) => usage.replace("[options]", options).replace("[command]", command),
    optionDescription: ({ description, argChoices, defaultValue, defaultValueDescription: said }: Option) => {
      const extra = [
        ...(argChoices ? [choices(argChoices.join(", "))] : []),
        ...(defaultValue === undefined ? [] : [initial(said ?? String(defaultValue))]),
      ];
      return extra.length === 0 ? description : `${description}（${extra.join("；")}）`;
    },
  };
}

function usageErrorIn(language: Language, text: string): string {
  const [, message = "", rest = ""] = /^error: (.*)(\n[\s\S]*)?$/.exec(text) ?? [];
  return message === "" ? text : `${cliWords[language].error} ${usageIn(language, message)}${rest}`;
}
