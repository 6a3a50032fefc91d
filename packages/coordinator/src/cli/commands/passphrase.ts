import { AppError } from "@quorate/shared/errors";
import { changePassphrase, notSealed, sealFileOf } from "../../journal/seal.ts";
import { openStateDirectory } from "../../journal/state-directory.ts";
import { type AddCommand, type CommandLine, exitCode, withStateDir } from "../command-line.ts";
import { withPassphraseOption } from "../daemon-options.ts";
import { type PassphraseOptions, readNewPassphrase, readPassphrase } from "../passphrase.ts";
import { note } from "../surroundings.ts";
import { passphraseWords } from "../words/passphrase-words.ts";

interface ChangeOptions extends PassphraseOptions {
  readonly newPassphraseFile?: string;
}

const said = {
  summary: "see to the passphrase that encrypts the keys",
  changeSummary: "put a new passphrase in the place of the present one",
  changeDescription:
    "Puts a new passphrase in the place of the one that encrypts the keys of the CAs and the stored secrets. No coordinator may " +
    "run on the state directory meanwhile. It takes effect whole or not at all, also when it is killed. Who has an older " +
    "copy of the state directory still opens it with the older passphrase, and with the key in it newer copies too.",
  newFile: "file with the new passphrase; - asks for it, or reads standard input; asked for when no file is named",
} as const;

export const addPassphrase: AddCommand = (program, line) => {
  const passphrase = program.command("passphrase").summary(said.summary);
  withPassphraseOption(withStateDir(passphrase.command("change"), line))
    .summary(said.changeSummary)
    .description(said.changeDescription)
    .option("--new-passphrase-file <file>", said.newFile)
    .action(async (options: ChangeOptions) => {
      await change(options, line);
      line.exit = exitCode.done;
    });
};

async function change(options: ChangeOptions, { around }: CommandLine): Promise<void> {
  const { stateDir } = options;
  const words = passphraseWords[around.environment.language];
  // Opening a state directory makes one.
  if (!around.exists(sealFileOf(stateDir))) throw notSealed(stateDir);
  const directory = openStateDirectory(stateDir);
  try {
    const present = await readPassphrase(options, around);
    if (present === undefined) throw new AppError("STATE_SEALED", words.noPresent);
    const next = await readNewPassphrase(stateDir, options.newPassphraseFile, around);
    if (next === undefined) throw new AppError("USAGE", words.noNew, { hint: words.newHint });
    await changePassphrase(stateDir, present, next);
  } finally {
    directory.close();
  }
  note(around, words.done(stateDir));
}
