import { posix } from "node:path";
import { AppError } from "@quorate/shared/errors";
import { z } from "zod";
import type { HostFiles } from "./host.ts";

const access = { mode: z.int(), uid: z.int(), gid: z.int() };
const pathState = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.enum(["absent", "other"]) }),
  z.strictObject({ kind: z.literal("link"), target: z.string() }),
  z.strictObject({ kind: z.literal("directory"), ...access }),
  z.strictObject({ kind: z.literal("file"), ...access, sha256: z.string() }),
]);

const originalRecord = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("path"), path: z.string(), was: pathState, ours: z.array(z.string()).readonly() }),
  z.strictObject({
    type: z.literal("unit"),
    unit: z.string(),
    present: z.boolean(),
    active: z.boolean(),
    enabled: z.boolean(),
    masked: z.boolean(),
  }),
  z.strictObject({
    type: z.literal("note"),
    topic: z.enum(["firewalld", "ufw", "held-packages", "installed-packages", "stays"]),
    lines: z.array(z.string()).readonly(),
  }),
]);

/** What one file of the record of originals holds. */
export type OriginalRecord = z.infer<typeof originalRecord>;
type Of<T extends OriginalRecord["type"]> = Extract<OriginalRecord, { readonly type: T }>;

export const isPath = (record: OriginalRecord): record is Of<"path"> => record.type === "path";
export const isUnit = (record: OriginalRecord): record is Of<"unit"> => record.type === "unit";
export const isNote = (record: OriginalRecord): record is Of<"note"> => record.type === "note";

export function recordFile(stateDir: string, name: string): string {
  return posix.join(stateDir, "originals", `${name}.json`);
}

/** What a file held, byte by byte. */
export function contentsFile(stateDir: string, name: string): string {
  return posix.join(stateDir, "originals", `${name}.contents`);
}

/** Every record there is. Rejects LOG_CORRUPT for one that cannot be read: what it protects must not be changed again. */
export async function readRecords(files: HostFiles, stateDir: string): Promise<readonly OriginalRecord[]> {
  const directory = posix.dirname(recordFile(stateDir, ""));
  const names = ((await files.list(directory)) ?? []).filter((name) => name.endsWith(".json") && !name.startsWith("."));
  return Promise.all(names.map((name) => readRecord(files, posix.join(directory, name))));
}

async function readRecord(files: HostFiles, path: string): Promise<OriginalRecord> {
  try {
    return originalRecord.parse(JSON.parse((await files.read(path)) ?? ""));
  } catch (error) {
    if (error instanceof AppError) throw error;
    throw damaged(path, error);
  }
}

function damaged(path: string, cause: unknown): AppError {
  return new AppError("LOG_CORRUPT", `${path}, which says what was on this host before, is damaged`, {
    cause,
    hint: `move ${path} away: what it speaks of is then not put back by a reset`,
  });
}
