import { Option } from "commander";
import { statusTable } from "../../report/status-table.ts";
import { type AddCommand, type CoordinatorChoice, exitCode, withCoordinatorChoice } from "../command-line.ts";
import { withCoordinator } from "../coordinator-link.ts";
import { say } from "../surroundings.ts";

interface StatusOptions extends CoordinatorChoice {
  readonly output: "table" | "json";
}

export const addStatus: AddCommand = (program, line) => {
  withCoordinatorChoice(program.command("status"), line)
    .summary("show hosts, agents, etcd, the virtual IP and the last run")
    .addOption(new Option("-o, --output <format>", "form of the output").choices(["table", "json"]).default("table"))
    .action(async ({ output, ...choice }: StatusOptions) => {
      const status = await withCoordinator(choice, (client) => client.status());
      const { look, terminal } = line.around.stdout;
      say(line.around, output === "json" ? [JSON.stringify(status, null, 2)] : statusTable(status, look, terminal));
      line.exit = exitCode.done;
    });
};
