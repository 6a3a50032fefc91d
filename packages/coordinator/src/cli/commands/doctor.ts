import type { Language } from "@quorate/shared/language";
import { Option } from "commander";
import type { DoctorCheck } from "../../engine/judge-answer.ts";
import { checkList, checkSummary, checkTable, countChecks } from "../../report/check-list.ts";
import { healthChecks } from "../../rpc/health-checks.ts";
import { checkVerdict } from "../check-verdict.ts";
import {
  type AddCommand,
  type CommandLine,
  type CoordinatorChoice,
  withCoordinatorChoice,
  withSpecFile,
} from "../command-line.ts";
import { withCoordinator } from "../coordinator-link.ts";
import { withIgnoreChecks } from "../run-options.ts";
import { readSpecAndWarn } from "../spec-file.ts";
import { note, say } from "../surroundings.ts";
import { lookCommandWords } from "../words/look-command-words.ts";

const formats = ["table", "wide", "json", "jsonl"] as const;

interface CheckOptions extends CoordinatorChoice {
  readonly output: (typeof formats)[number];
}

interface DoctorOptions extends CheckOptions {
  readonly file?: string;
  readonly audit?: true;
  readonly ignoreChecks: readonly string[];
}

export const addDoctor: AddCommand = (program, line) => {
  withIgnoreChecks(withSpecFile(withCoordinatorChoice(program.command("doctor"), line)))
    .summary("check every host and the cluster; nothing is changed")
    .option("--audit", "look for what was set up there by hand, with scripts, and is wrong")
    .addOption(outputOption())
    .action(async (options: DoctorOptions) => {
      line.exit = await doctor(options, line);
    });
};

export const addHealth: AddCommand = (program, line) => {
  withCoordinatorChoice(program.command("health"), line)
    .summary("tell whether the cluster is well, by what the agents say now")
    .addOption(outputOption())
    .action(async (options: CheckOptions) => {
      const status = await withCoordinator(options, (client) => client.status());
      line.exit = show("HealthReport", {}, healthChecks(status, languageOf(options, line)), options, line);
    });
};

function outputOption(): Option {
  return new Option("-o, --output <format>", "form of the output").choices([...formats]).default("table");
}

async function doctor(options: DoctorOptions, line: CommandLine): Promise<number> {
  if (options.file === undefined && !options.audit) return await withoutFile(options, line);
  const file = await readSpecAndWarn(options.file, line.around);
  const audit = options.audit === true;
  const checks = await withCoordinator(options, async (client) => {
    const found = await client.diagnose(file, { audit, ignoreChecks: options.ignoreChecks });
    return audit
      ? found
      : [
          ...found,
          ...clusterHealth(healthChecks(await client.status(), languageOf(options, line)), found, file.spec.hosts),
        ];
  });
  return show(audit ? "AuditReport" : "DoctorReport", { cluster: file.spec.name }, checks, options, line);
}

/** Without the wish nobody can say what a host must be: then what the agents say of themselves is all there is. */
async function withoutFile(options: DoctorOptions, line: CommandLine): Promise<number> {
  const status = await withCoordinator(options, (client) => client.status());
  note(line.around, [lookCommandWords[line.around.environment.language].withoutFile]);
  return show("DoctorReport", {}, healthChecks(status, languageOf(options, line)), options, line);
}

/** What the agents say of themselves, of the hosts of this file; what the look has told already is not told twice. */
function clusterHealth(
  health: readonly DoctorCheck[],
  found: readonly DoctorCheck[],
  hosts: readonly { readonly name: string }[],
): readonly DoctorCheck[] {
  const known = new Set(found.map(({ id, host }) => `${id} ${host}`));
  const listed = new Set(["*", ...hosts.map(({ name }) => name)]);
  return health.filter(({ id, host }) => listed.has(host) && !known.has(`${id} ${host}`));
}

/** What programs read is English. */
function languageOf({ output }: CheckOptions, { around }: CommandLine): Language {
  return output === "table" || output === "wide" ? around.environment.language : "en";
}

function show(
  kind: string,
  about: Readonly<Record<string, string>>,
  checks: readonly DoctorCheck[],
  { output }: CheckOptions,
  { around }: CommandLine,
): number {
  const { look } = around.stdout;
  const report = { apiVersion: "quorate.dev/v1alpha1", kind, ...about, summary: countChecks(checks), checks };
  const lines = {
    table: () => [...checkList(checks, look), ...checkSummary(checks, look)],
    wide: () => [...checkTable(checks, look), ...checkSummary(checks, look)],
    json: () => [JSON.stringify(report, null, 2)],
    jsonl: () => checks.map((check) => JSON.stringify(check)),
  };
  say(around, lines[output]());
  return checkVerdict(checks);
}
