import { Argument, InvalidArgumentError, Option } from "commander";
import { describeHost, describeRun, describeStep } from "../../report/describe.ts";
import { type ListFormat, listFormats, resourceText } from "../../report/resource-text.ts";
import { type ResourceKind, resourceKind, resourceKinds, resourceNames } from "../../report/resources/kinds.ts";
import type { ResourceInput } from "../../report/resources/resource.ts";
import { runState } from "../../report/resources/runs.ts";
import { runOf } from "../../report/resources/steps.ts";
import { didYouMean } from "../../spec/did-you-mean.ts";
import {
  type AddCommand,
  type CommandLine,
  type CoordinatorChoice,
  exitCode,
  withCoordinatorChoice,
} from "../command-line.ts";
import { withCoordinator } from "../coordinator-link.ts";
import { noSuch, refuseUnknownRun } from "../no-such.ts";
import { readEverything } from "../read-everything.ts";
import { say } from "../surroundings.ts";

interface GetOptions extends CoordinatorChoice {
  readonly run?: string;
  readonly output: ListFormat;
}

const described = ["host", "run", "step"] as const;
type Described = (typeof described)[number];

export const addGet: AddCommand = (program, line) => {
  withCoordinatorChoice(program.command("get"), line)
    .summary("list hosts, runs, steps, certificates or etcd members")
    .addArgument(new Argument("<kind>", "what to list").choices(resourceNames).argParser(readKind))
    .argument("[name]", "only this one")
    .option("--run <id>", "of steps: those of this run; the last one unless given")
    .addOption(new Option("-o, --output <format>", "form of the output").choices([...listFormats]).default("table"))
    .action(async (kind: ResourceKind, name: string | undefined, options: GetOptions) => {
      const input = await withCoordinator(options, (client) => readEverything(client, options.run));
      line.exit = show(kind, name, input, options.output, line);
    });
};

export const addDescribe: AddCommand = (program, line) => {
  withCoordinatorChoice(program.command("describe"), line)
    .summary("tell all that is known of one host, run or step")
    .addArgument(new Argument("<kind>", "what to tell of").choices(described))
    .argument("<name>", "as `get` lists it")
    .option("--run <id>", "of a step: in this run; in the last one unless given")
    .action(async (kind: Described, name: string, { run, ...choice }: Omit<GetOptions, "output">) => {
      const input = await withCoordinator(choice, (client) => readEverything(client, run));
      say(line.around, describe(kind, name, input, line.around.stdout.look));
      line.exit = exitCode.done;
    });
};

function readKind(word: string): ResourceKind {
  const kind = resourceKind(word);
  if (kind) return kind;
  const near = didYouMean(word, resourceNames);
  throw new InvalidArgumentError(near ? `Did you mean ${near}?` : `There are ${resourceNames.join(", ")}.`);
}

function show(
  kind: ResourceKind,
  name: string | undefined,
  input: ResourceInput,
  format: ListFormat,
  { around }: CommandLine,
): number {
  refuseUnknownRun(input, around.environment.language);
  const list = resourceKinds[kind](input);
  const items = name === undefined ? list.items : list.items.filter((item) => item.name === name);
  if (name !== undefined && items.length === 0)
    throw noSuch(list.singular, name, namesOf(kind, input), around.environment.language);
  const { look, terminal } = around.stdout;
  say(around, resourceText({ ...list, items }, format, look, terminal));
  return exitCode.done;
}

function describe(kind: Described, name: string, input: ResourceInput, look: CommandLine["around"]["stdout"]["look"]) {
  refuseUnknownRun(input, look.language);
  const { status, state } = input;
  if (kind === "host") {
    const host = status.hosts.find((each) => each.name === name);
    const enrolled = [...state.hosts].find((each) => each.host === name);
    if (host) return describeHost(host, enrolled, status, look);
  }
  if (kind === "run") {
    const run = runOf({ state, run: name });
    if (run) return describeRun(run, runState(run, status), look);
  }
  const step = kind === "step" && [...(runOf(input)?.steps ?? [])].find((each) => each.step.id === name);
  if (step) return describeStep(step, look);
  throw noSuch(kind, name, namesOf(`${kind}s`, input), look.language);
}

const namesOf = (kind: ResourceKind, input: ResourceInput): readonly string[] =>
  resourceKinds[kind](input).items.map((item) => item.name);
