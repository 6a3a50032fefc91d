import { AppError } from "@quorate/shared/errors";
import type { StepInput } from "@quorate/shared/step/contract";
import type { Host } from "../host/host.ts";
import type { ApplyHandler, StepContext } from "./handler.ts";

type Input = StepInput<"etcd.tarball">;

const programs = ["etcd", "etcdctl"] as const;
/** Reads snapshots; tarballs have it from etcd 3.5 on, and from 3.6 on etcdctl cannot do it any more. */
const reader = "etcdutl";
const cache = "/var/cache/quorate";
const stampFile = "/etc/quorate/etcd-tarball.json";
/** etcd 3.6 is 24 MB packed. */
const maxBytes = 256 * 1_048_576;
const downloadMs = 600_000;

/** Which tarball was installed, and what the programs from it hash to. */
interface Stamp {
  readonly tarball: string;
  readonly programs: string;
}

export const etcdTarball: ApplyHandler<"etcd.tarball"> = {
  type: "apply",

  async probe({ sha256, binDir }, ctx) {
    const stamp = await readStamp(ctx.host);
    const want = `from the tarball ${sha256.slice(0, 12)}`;
    if (stamp?.tarball !== sha256) {
      const have = stamp ? `from the tarball ${stamp.tarball.slice(0, 12)}` : "not installed by this product";
      return [{ what: `${binDir}/etcd`, have, want }];
    }
    const changed = (await programHashes(ctx, binDir)) !== stamp.programs;
    return changed ? [{ what: `${binDir}/etcd`, have: "absent or changed", want }] : [];
  },

  async apply(input, ctx) {
    const tarball = `${cache}/etcd.tar.gz`;
    await fetchTarball(input, tarball, ctx);
    try {
      await install(input, tarball, ctx);
    } finally {
      for (const path of [tarball, ...[...programs, reader].map(unpacked)]) await ctx.host.files.remove(path);
    }
    const stamp: Stamp = { tarball: input.sha256, programs: await programHashes(ctx, input.binDir) };
    await ctx.host.files.write(stampFile, `${JSON.stringify(stamp, null, 2)}\n`);
    return {};
  },
};

const unpacked = (program: string): string => `${cache}/etcd/${program}`;

/** Nothing of a download is looked into before its hash is the wanted one. */
async function fetchTarball({ url, sha256 }: Input, path: string, ctx: StepContext): Promise<void> {
  const { signal } = ctx;
  const got = await ctx.host.network.download(url, path, { maxBytes, timeoutMs: downloadMs, signal });
  ctx.output(`downloaded ${url}, ${got.bytes} bytes`);
  if (got.sha256 === sha256) return;
  await ctx.host.files.remove(path);
  throw new AppError("DOWNLOAD_MISMATCH", `${url} has the sha256 ${got.sha256}, not ${sha256}`);
}

/** Each program is put beside its place and renamed into it, so that one that runs is not written into. */
async function install({ binDir }: Input, tarball: string, ctx: StepContext): Promise<void> {
  const { host, signal } = ctx;
  await host.files.makeDirectory(`${cache}/etcd`, { mode: 0o700 });
  const options = { signal, timeoutMs: 120_000 };
  await host.run(unpackCommand(tarball, programs), options);
  const hasReader = (await host.exec(unpackCommand(tarball, [reader]), options)).code === 0;
  await host.files.makeDirectory(binDir);
  for (const program of hasReader ? [...programs, reader] : programs) {
    await host.originals.beforeChange(`${binDir}/${program}`);
    const beside = `${binDir}/.${program}.new`;
    await host.run(["install", "-m", "0755", "-o", "root", "-g", "root", "--", unpacked(program), beside], { signal });
    await host.run(["mv", "-f", "-T", "--", beside, `${binDir}/${program}`], { signal });
  }
}

function unpackCommand(tarball: string, names: readonly string[]): readonly [string, ...string[]] {
  const unpack = ["--strip-components=1", "--no-same-owner", "--wildcards", "--no-wildcards-match-slash"];
  return ["tar", "-xzf", tarball, "-C", `${cache}/etcd`, ...unpack, "--", ...names.map((name) => `*/${name}`)];
}

/** The lines of sha256sum; empty when one of the programs is absent. */
async function programHashes({ host, signal }: StepContext, binDir: string): Promise<string> {
  const paths = programs.map((program) => `${binDir}/${program}`);
  const result = await host.exec(["sha256sum", "--", ...paths], { signal });
  return result.code === 0 ? result.stdout.trim() : "";
}

async function readStamp({ files }: Host): Promise<Stamp | undefined> {
  try {
    const value: unknown = JSON.parse((await files.read(stampFile)) ?? "null");
    return isStamp(value) ? value : undefined;
  } catch (error) {
    // A torn stamp is none: the tarball is installed again.
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function isStamp(value: unknown): value is Stamp {
  if (typeof value !== "object" || value === null) return false;
  const { tarball, programs: hashes } = value as Record<string, unknown>;
  return typeof tarball === "string" && typeof hashes === "string" && hashes !== "";
}
