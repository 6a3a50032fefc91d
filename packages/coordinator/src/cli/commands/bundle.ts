import { AppError } from "@quorate/shared/errors";
import type { Command } from "commander";
import { type OpenBundle, openBundle, verifyBundle } from "../../bundle/open-bundle.ts";
import { createBundle } from "../../gather/create-bundle.ts";
import { thisSystem } from "../../gather/this-system.ts";
import { bundleList, bundleMade, damagedLines } from "../../report/bundle-text.ts";
import { bundleWords } from "../../report/words/bundle-words.ts";
import { type AddCommand, type CommandLine, exitCode, withSpecFile } from "../command-line.ts";
import { readSpecAndWarn } from "../spec-file.ts";
import { note, say } from "../surroundings.ts";

interface CreateOptions {
  readonly file?: string;
  readonly out: string;
  readonly packages?: string;
  readonly images?: string;
}

export const addBundle: AddCommand = (program, line) => {
  const bundle = program.command("bundle").summary("carry what hosts need to where there is no network");
  addCreate(bundle, line);
  bundle
    .command("verify")
    .summary("read a bundle whole and compare every file with its sha256")
    .argument("<file>", "the bundle")
    .action(async (path: string) => {
      line.exit = await withBundle(path, (opened) => verify(path, opened, line));
    });
  bundle
    .command("list")
    .summary("show what is in a bundle, and for whom it is")
    .argument("<file>", "the bundle")
    .action(async (path: string) => {
      const { stdout } = line.around;
      await withBundle(path, async (opened) => say(line.around, bundleList(opened, stdout.look)));
      line.exit = exitCode.done;
    });
};

function addCreate(bundle: Command, line: CommandLine): void {
  withSpecFile(bundle.command("create"))
    .summary("gather packages, images and etcd for a cluster.yaml into one archive")
    .description(
      "Gathers what the hosts of a cluster.yaml need into one archive, on a machine with their distribution, version and " +
        "architecture that reaches repositories. Packages come with all that they need, from this machine's repositories and " +
        "those of the spec; images from spec.kubernetes.images and from --images.",
    )
    .requiredOption("--out <file>", "where to")
    .option("--packages <dir>", "take the packages in this folder, and download none")
    .option(
      "--images <dir>",
      "take the archives of images in this folder, as `docker save` or `ctr images export` wrote them",
    )
    .action(async (options: CreateOptions) => {
      line.exit = await create(options, line);
    });
}

async function create({ file, out, packages, images }: CreateOptions, { around }: CommandLine): Promise<number> {
  const { spec, text, files } = await readSpecAndWarn(file, around);
  const specFiles = { ...files, "cluster.yaml": text };
  const words = bundleWords[around.stderr.look.language];
  const tell = (said: string): void => note(around, [said]);
  const wish = { spec, specFiles, out, packages, images, system: thisSystem() };
  say(around, bundleMade(out, await createBundle({ ...wish, words, say: tell }), around.stdout.look));
  return exitCode.done;
}

async function verify(path: string, bundle: OpenBundle, { around }: CommandLine): Promise<number> {
  const { look } = around.stdout;
  const words = bundleWords[look.language];
  const damaged = await verifyBundle(bundle);
  const { length } = bundle.manifest.files;
  if (damaged.length > 0) {
    const evidence = damagedLines(damaged, look);
    throw new AppError("BUNDLE_DAMAGED", words.damaged(damaged.length, length, path), { evidence });
  }
  say(around, [words.whole(path, length)]);
  return exitCode.done;
}

async function withBundle<T>(path: string, act: (bundle: OpenBundle) => Promise<T>): Promise<T> {
  const bundle = await openBundle(path);
  try {
    return await act(bundle);
  } finally {
    await bundle.close();
  }
}
