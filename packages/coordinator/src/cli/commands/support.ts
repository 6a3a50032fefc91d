import { tarGz } from "../../report/archive.ts";
import {
  type AddCommand,
  type CommandLine,
  type CoordinatorChoice,
  exitCode,
  withCoordinatorChoice,
  withSpecFile,
} from "../command-line.ts";
import { withCoordinator } from "../coordinator-link.ts";
import { readSpec } from "../spec-file.ts";
import { supportFiles } from "../support-files.ts";
import { say } from "../surroundings.ts";
import { lookCommandWords } from "../words/look-command-words.ts";

interface SupportOptions extends CoordinatorChoice {
  readonly file?: string;
  readonly out?: string;
}

const journalLines = 300;

export const addSupport: AddCommand = (program, line) => {
  withSpecFile(withCoordinatorChoice(program.command("support"), line))
    .summary("put versions, status, events and journals into an archive, without secrets")
    .option("--out <file>", "where to; quorate-support-TIME.tar.gz here unless given")
    .action(async (options: SupportOptions) => {
      line.exit = await writeArchive(options, line);
    });
};

async function writeArchive(
  { file, out, ...choice }: SupportOptions,
  { around, version }: CommandLine,
): Promise<number> {
  const spec = file === undefined ? {} : { spec: await readSpec(file, around) };
  const { look } = around.stdout;
  const files = await withCoordinator(choice, (client) =>
    supportFiles(client, { version, lines: journalLines, look: { ...look, colour: false }, ...spec }),
  );
  const nowMs = around.clock.wallMs();
  const time = new Date(nowMs).toISOString().replace(/[-:]/g, "").slice(0, 15);
  const words = lookCommandWords[around.environment.language];
  const path = out ?? `quorate-support-${time}.tar.gz`;
  around.writePrivateFile(path, tarGz(files, nowMs));
  say(around, [...words.archive(path, files.length), words.lookFirst(path)]);
  return exitCode.done;
}
