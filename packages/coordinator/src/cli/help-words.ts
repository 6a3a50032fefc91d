import type { Language } from "@quorate/shared/language";
import type { Argument, Command, HelpConfiguration, Option } from "commander";
import { widthOf, wrap } from "../report/line.ts";
import { helpZh } from "./words/help-zh.ts";
import { programWords } from "./words/program-words.ts";

/** Has every help of the program, and of the commands that are added to it later, speak a language. */
export function speakHelp(program: Command, language: Language): Command {
  const words = programWords[language];
  return program
    .configureHelp(helpIn(language))
    .helpOption("-h, --help", words.help)
    .helpCommand(`help ${words.commandPlace}`, words.help);
}

/** What stands beside a command or an option, in the language; what nobody has translated stays English. */
export function helpText(text: string, language: Language): string {
  return language === "zh" && Object.hasOwn(helpZh, text) ? (helpZh[text] ?? text) : text;
}

function helpIn(language: Language): HelpConfiguration {
  const words = programWords[language];
  const titles: Readonly<Record<string, string>> = {
    "Usage:": words.usage,
    "Arguments:": words.arguments,
    "Options:": words.options,
    "Commands:": words.commands,
  };
  const described = ({ description }: Option | Argument, extra: readonly string[]): string =>
    `${helpText(description, language)}${extra.length === 0 ? "" : words.extra(extra)}`.trimStart();
  return {
    displayWidth: widthOf,
    // The one of the parser breaks between words only, and Chinese has no spaces.
    boxWrap: (text, width) =>
      text
        .split("\n")
        .flatMap((line) => wrap(line, width))
        .join("\n"),
    styleTitle: (title) => titles[title] ?? title,
    styleUsage: (usage) => usage.replace("[options]", words.optionsPlace).replace("[command]", words.commandPlace),
    commandDescription: (command) => helpText(command.description() || command.summary(), language),
    subcommandDescription: (command) => helpText(command.summary() || command.description(), language),
    optionDescription: (option) => described(option, [...choices(option, language), ...initial(option, language)]),
    argumentDescription: (argument) => described(argument, choices(argument, language)),
  };
}

const choices = ({ argChoices }: Option | Argument, language: Language): readonly string[] =>
  argChoices ? [programWords[language].choices(argChoices.map((choice) => JSON.stringify(choice)).join(", "))] : [];

function initial(option: Option, language: Language): readonly string[] {
  const { defaultValue, defaultValueDescription } = option;
  if (defaultValue === undefined || !(option.required || option.optional)) return [];
  return [programWords[language].initial(helpText(defaultValueDescription ?? JSON.stringify(defaultValue), language))];
}
