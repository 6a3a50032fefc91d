import { AppError } from "@quorate/shared/errors";
import { Option } from "commander";
import type { ProfileName } from "../../spec/cluster-spec.ts";
import { explainSpec } from "../../spec/explain-spec.ts";
import { initSpec } from "../../spec/init-spec.ts";
import { clusterJsonSchemaText } from "../../spec/json-schema.ts";
import { carriedFiles } from "../../spec/spec-files.ts";
import { hostName } from "../argument.ts";
import { type AddCommand, exitCode, withSpecFile } from "../command-line.ts";
import { readSpecAndWarn } from "../spec-file.ts";
import { say } from "../surroundings.ts";
import { lookCommandWords } from "../words/look-command-words.ts";

const profiles: readonly ProfileName[] = ["current", "blog-k8s-1.15"];

export const addInit: AddCommand = (program, line) => {
  program
    .command("init")
    .summary("print a cluster.yaml for these hosts")
    .description("Prints a cluster.yaml that works as it is: coordinator init IP IP IP --vip IP > cluster.yaml")
    .argument("<address...>", "addresses of the control-plane hosts: 3, 5, 7 or 9")
    .option("--vip <address>", "the virtual IP in front of the apiservers")
    .addOption(new Option("--profile <name>", "versions that belong together").choices(profiles).default("current"))
    .option("--cluster <name>", "name of the cluster", hostName)
    .action((addresses: readonly string[], options: { vip?: string; profile: ProfileName; cluster?: string }) => {
      const { vip } = options;
      const words = lookCommandWords[line.around.environment.language];
      if (vip === undefined) throw new AppError("USAGE", words.noVip, { hint: words.addVip });
      line.around.stdout.write(initSpec({ addresses, ...options, vip }));
      line.exit = exitCode.done;
    });
};

export const addValidate: AddCommand = (program, line) => {
  withSpecFile(program.command("validate"))
    .summary("check a cluster.yaml; nothing is asked of any host")
    .option("--effective", "print the spec with all defaults, each value with its origin")
    .action(async (options: { file?: string; effective?: true }) => {
      const { text, name, files, spec } = await readSpecAndWarn(options.file, line.around);
      if (options.effective) line.around.stdout.write(explainSpec(text, name, carriedFiles(files)));
      else
        say(line.around, [
          lookCommandWords[line.around.environment.language].valid(name, spec.name, spec.hosts.length, spec.profile),
        ]);
      line.exit = exitCode.done;
    });
};

export const addSchema: AddCommand = (program, line) => {
  program
    .command("schema")
    .summary("print the JSON Schema of cluster.yaml, for editors")
    .action(() => {
      line.around.stdout.write(clusterJsonSchemaText());
      line.exit = exitCode.done;
    });
};
