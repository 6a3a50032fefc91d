import { fileURLToPath } from "node:url";
import { elapsedMs } from "@quorate/shared/clock";
import { AppError } from "@quorate/shared/errors";
import type { StepInput } from "@quorate/shared/step/contract";
import { lastLines } from "../../host/run-program.ts";
import type { StepContext } from "../handler.ts";
import { fullImageName } from "./image-names.ts";
import type { ImageStore } from "./image-store.ts";
import { inParallel } from "./in-parallel.ts";
import type { ImageProblem } from "./problems.ts";

export type Archive = StepInput<"images.ensure">["archives"][number];

/** One file, and the images that the spec expects in it. */
interface Bundle {
  readonly url: string;
  readonly sha256: string;
  readonly images: readonly string[];
}

const cache = "/var/cache/quorate/images";
/** The largest of kubeadm's images are some 100 MB; a bundle of all of them is below 1 GB. */
const maxBytes = 4_294_967_296;
const downloadMs = 600_000;
const hashMs = 300_000;
/** Unpacking is work for processor and disk alike. */
const width = 2;

/** Imports the archives' images. What could not be imported is told, and nobody pulls it instead: the spec says where it comes from. */
export async function importArchives(
  ctx: StepContext,
  store: ImageStore,
  archives: readonly Archive[],
): Promise<readonly ImageProblem[]> {
  const problems: ImageProblem[] = [];
  await inParallel(bundles(archives), width, async (bundle) => {
    problems.push(...(await importBundle(ctx, store, bundle)));
  });
  return problems;
}

function bundles(archives: readonly Archive[]): readonly Bundle[] {
  const byFile = new Map<string, Bundle>();
  for (const { image, url, sha256 } of archives) {
    const key = `${url} ${sha256}`;
    byFile.set(key, { url, sha256, images: [...(byFile.get(key)?.images ?? []), image] });
  }
  return [...byFile.values()];
}

async function importBundle(ctx: StepContext, store: ImageStore, bundle: Bundle): Promise<readonly ImageProblem[]> {
  const began = ctx.clock.monoNs();
  const file = await fetchFile(ctx, bundle);
  if ("reason" in file) return bundle.images.map((image) => ({ image, reason: file.reason, kind: "archive" }));
  try {
    if (file.sha256 !== bundle.sha256) {
      const reason = `${bundle.url} has the sha256 ${file.sha256}, not ${bundle.sha256}`;
      return bundle.images.map((image) => ({ image, reason, kind: "mismatch" }));
    }
    const problems = await loadFile(store, bundle, file.path);
    const here = bundle.images.filter((image) => !problems.some((problem) => problem.image === image));
    if (here.length > 0) ctx.output(`imported ${here.join(", ")} in ${seconds(elapsedMs(ctx.clock, began))}`);
    return problems;
  } finally {
    if (file.temporary) await ctx.host.files.remove(file.path);
  }
}

async function loadFile(store: ImageStore, { url, images }: Bundle, path: string): Promise<readonly ImageProblem[]> {
  const { code, stdout, stderr } = await store.load(path);
  const said = `${stdout}\n${stderr}`;
  if (code !== 0) {
    const reason = `${url} cannot be imported: ${lastLines(said, 1)[0] ?? `exit ${code}`}`;
    return images.map((image) => ({ image, reason, kind: "archive" }));
  }
  const have = await store.list();
  const absent = images.filter((image) => !have.has(fullImageName(image)));
  const reason = `${url} does not hold it; ${contentsOf(said)}`;
  return absent.map((image) => ({ image, reason, kind: "archive" }));
}

/** Docker says "Loaded image: NAME", ctr "unpacking NAME (DIGEST)...done" or, since 2.0, "NAME saved". */
const loadedRow = /^(?:Loaded image: |unpacking )?(\S+[/:]\S+)(?: \(sha256:.*|\s+saved\s*)?$/gm;

function contentsOf(said: string): string {
  const names = [...said.matchAll(loadedRow)].map(([, name = ""]) => name);
  return names.length > 0 ? `it holds ${names.join(", ")}` : "it names no image at all";
}

type FetchedFile =
  | { readonly path: string; readonly sha256: string; readonly temporary: boolean }
  | { readonly reason: string };

/** A file of this host is read where it is; anything else is downloaded first. */
async function fetchFile(ctx: StepContext, { url, sha256 }: Bundle): Promise<FetchedFile> {
  const { host, signal } = ctx;
  if (url.startsWith("file:")) return hashFile(ctx, url);
  const path = `${cache}/${sha256}.tar`;
  try {
    const got = await host.network.download(url, path, { maxBytes, timeoutMs: downloadMs, signal });
    return { path, sha256: got.sha256, temporary: true };
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof AppError && error.code === "STEP_COMMAND_FAILED") return { reason: error.message };
    throw error;
  }
}

async function hashFile({ host, signal }: StepContext, url: string): Promise<FetchedFile> {
  const path = localPath(url);
  if (path === undefined) return { reason: `${url} names no file of this host` };
  const { code, stdout, stderr } = await host.exec(["sha256sum", "--", path], { signal, timeoutMs: hashMs });
  if (code !== 0) return { reason: lastLines(stderr, 1)[0] ?? `sha256sum ${path} exited ${code}` };
  return { path, sha256: stdout.slice(0, 64), temporary: false };
}

function localPath(url: string): string | undefined {
  try {
    return fileURLToPath(url);
  } catch {
    return undefined;
  }
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}
