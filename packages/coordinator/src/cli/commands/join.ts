import { AppError } from "@quorate/shared/errors";
import type { Language } from "@quorate/shared/language";
import { usageWords } from "@quorate/shared/texts/usage-words";
import { didYouMean } from "../../spec/did-you-mean.ts";
import { hostName } from "../argument.ts";
import type { AddCommand } from "../command-line.ts";
import { withIgnoreChecks, withRunOptions } from "../run-options.ts";
import { readSpecAndWarn, type SpecFile } from "../spec-file.ts";
import { note } from "../surroundings.ts";
import { runCommandWords } from "../words/run-command-words.ts";
import { type BootstrapOptions, runBootstrap, usualWait } from "./bootstrap.ts";

export const addJoin: AddCommand = (program, line) => {
  const command = program
    .command("join")
    .summary("add a host that the file lists to the cluster")
    .description(
      "Adds a host to the cluster: list it in the file first, a worker with role: worker. This is the bootstrap run, " +
        "which leaves alone what is done on the other hosts.",
    )
    .argument("<host>", "name of the host in the file", hostName);
  withIgnoreChecks(withRunOptions(command, line, usualWait)).action(async (host: string, options: BootstrapOptions) => {
    const file = await readSpecAndWarn(options.file, line.around);
    note(line.around, [joinTitle(host, file, line.around.environment.language)]);
    line.exit = await runBootstrap(options, file, line, ["join", host]);
  });
};

/** Throws USAGE when the spec does not list the host. */
function joinTitle(host: string, { spec, name }: SpecFile, language: Language): string {
  const words = runCommandWords[language];
  const listed = spec.hosts.find((each) => each.name === host);
  if (listed) return words.joins(host, spec.name, listed.role === "worker");
  const names = spec.hosts.map((each) => each.name);
  const near = didYouMean(host, names);
  throw new AppError("USAGE", words.listsNot(name, host, names.join(", ")), {
    hint: near ? usageWords[language].didYouMean(near) : words.listIt(host),
  });
}
