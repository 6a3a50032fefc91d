import { Argument } from "commander";
import { type AddCommand, exitCode } from "../command-line.ts";
import { helpText } from "../help-words.ts";
import { commandTree } from "../manual/command-tree.ts";
import { type Shell, shells } from "../manual/shells.ts";

export const addCompletion: AddCommand = (program, line) => {
  program
    .command("completion")
    .summary("print what makes a shell complete these commands")
    .description("Prints a script. For this shell: source <(coordinator completion bash)")
    .addArgument(new Argument("<shell>", "bash, zsh or fish").choices(Object.keys(shells)))
    .action((shell: Shell) => {
      const { language } = line.around.environment;
      // Every command has been added by the time that one of them runs.
      line.around.stdout.write(shells[shell](commandTree(program, [], (text) => helpText(text, language))));
      line.exit = exitCode.done;
    });
};
