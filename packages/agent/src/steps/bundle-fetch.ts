import { AppError } from "@quorate/shared/errors";
import { bundleDirectory, bundleRoot } from "@quorate/shared/step/bundle";
import type { StepInput } from "@quorate/shared/step/contract";
import type { ApplyHandler, BundleFile, StepContext } from "./handler.ts";

type Input = StepInput<"bundle.fetch">;

/** A coordinator that was restarted is there again within seconds; the step's own limit ends the waiting. */
const pauseMs = 1_000;

export const bundleFetch: ApplyHandler<"bundle.fetch"> = {
  type: "apply",

  async probe(input, ctx) {
    const missing = await missingFiles(input, ctx);
    if (missing.length === 0) return [];
    const what = `files of bundle ${input.bundle.slice(0, 8)}`;
    const have = `${input.files.length - missing.length} of ${input.files.length}`;
    return [{ what, have, want: `all ${input.files.length}` }];
  },

  async apply(input, ctx) {
    await removeOthers(input, ctx);
    const missing = await missingFiles(input, ctx);
    for (const [at, file] of missing.entries()) {
      await fetchFile(file, pathOf(input, file), ctx);
      ctx.output(`${at + 1} of ${missing.length}: ${file.name}, ${file.bytes} bytes`);
    }
    return { fetched: missing.length, bytes: missing.reduce((sum, { bytes }) => sum + bytes, 0) };
  },
};

function pathOf({ bundle }: Input, { name }: BundleFile): string {
  return `${bundleDirectory(bundle)}/${name}`;
}

/** A file is put in its place only with its sum, and only root writes there: the size tells what a full disk or a hand left. */
async function missingFiles(input: Input, { host }: StepContext): Promise<readonly BundleFile[]> {
  const found = await Promise.all(input.files.map((file) => host.files.status(pathOf(input, file))));
  return input.files.filter(({ bytes }, at) => found[at]?.kind !== "file" || found[at].size !== bytes);
}

/** One bundle at a time: an older one would fill the disk and be of no use. */
async function removeOthers({ bundle }: Input, { host }: StepContext): Promise<void> {
  const own = bundleDirectory(bundle);
  const present = ((await host.files.list(bundleRoot)) ?? []).map((name) => `${bundleRoot}/${name}`);
  for (const path of present) if (path !== own) await host.files.removeTree(path, [bundleRoot]);
}

/** Until it is here, whatever becomes of the connection; a file that is not what the plan says ends the step. */
async function fetchFile(file: BundleFile, path: string, ctx: StepContext): Promise<void> {
  for (let told = false; ; told = true) {
    try {
      const got = await ctx.host.network.save(ctx.bundleFile(file), path, { ...file, signal: ctx.signal });
      if (got.sha256 !== file.sha256) throw damaged(file, got.sha256);
      return;
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== "COORDINATOR_UNREACHABLE") throw error;
      if (!told) ctx.output(`waiting for the coordinator with ${file.name}: ${error.message}`);
    }
    await ctx.clock.sleep(pauseMs, ctx.signal);
  }
}

function damaged({ name, sha256 }: BundleFile, got: string): AppError {
  return new AppError("BUNDLE_DAMAGED", `${name} of the bundle came with the sha256 ${got}, not ${sha256}`);
}
