import { AppError } from "@quorate/shared/errors";
import type { StepInput } from "@quorate/shared/step/contract";
import { isLoopback, sameAddress } from "../host/addresses.ts";
import type { ApplyHandler } from "./handler.ts";
import { findMarkedBlock, markedBlock, markerOf, withMarkedBlock } from "./host-marked-block.ts";

const path = "/etc/hosts";
type Entries = StepInput<"host.hosts-file">["entries"];

/** A marked block of our own in /etc/hosts; every other byte of the file stays. */
export const hostHostsFile: ApplyHandler<"host.hosts-file"> = {
  type: "apply",
  probe: async ({ entries }, { host }) => {
    const text = (await host.files.read(path)) ?? "";
    const conflicts = conflictsOf(text, entries, await ownName(host.files));
    const wanted = withMarkedBlock(text, rowsOf(entries));
    return [
      ...conflicts.map((conflict) => ({
        what: `${path} line ${conflict.line}`,
        have: conflict.text,
        want: conflict.want,
      })),
      ...(wanted === text
        ? []
        : [{ what: path, have: oneLine(findMarkedBlock(text)), want: oneLine(markedBlock(rowsOf(entries))) }]),
    ];
  },
  apply: async ({ entries }, { host }) => {
    const text = (await host.files.read(path)) ?? "";
    const conflicts = conflictsOf(text, entries, await ownName(host.files));
    if (conflicts[0]) throw conflictError(conflicts[0], conflicts);
    const status = await host.files.status(path);
    await host.files.write(path, withMarkedBlock(text, rowsOf(entries)), {
      mode: status?.kind === "file" ? status.mode : 0o644,
    });
    return {};
  },
};

function rowsOf(entries: Entries): readonly string[] {
  return entries.map(({ address, names }) => `${address}\t${names.join(" ")}`);
}

/** A block as people read it in one line, without its markers. */
function oneLine(block: string | undefined): string {
  if (block === undefined) return "no block of ours";
  return block.trim().split("\n").slice(1, -1).join("; ").replaceAll("\t", " ");
}

interface Conflict {
  /** Counts from 1. */
  readonly line: number;
  readonly text: string;
  readonly want: string;
}

/** Lines outside the block that give one of our names another address: whoever asks gets the first answer of the file. */
function conflictsOf(text: string, entries: Entries, own: string): readonly Conflict[] {
  const addresses = new Map(entries.flatMap(({ address, names }) => names.map((name) => [name, address] as const)));
  let inside = false;
  return text.split("\n").flatMap((raw, at) => {
    const marker = markerOf(raw);
    if (marker) inside = marker === "begin";
    if (inside) return [];
    const [address, ...names] = raw.replace(/#.*/, "").trim().split(/\s+/);
    const taken = names.find((name) => contradicts(name.toLowerCase(), address ?? "", addresses, own));
    if (taken === undefined) return [];
    return [{ line: at + 1, text: raw.trim(), want: `${addresses.get(taken.toLowerCase())} ${taken}` }];
  });
}

/** Debian gives every host its own name on 127.0.1.1: that harms nobody. Another host's name on a loopback address does. */
function contradicts(name: string, address: string, addresses: ReadonlyMap<string, string>, own: string): boolean {
  const want = addresses.get(name);
  if (want === undefined || sameAddress(want, address)) return false;
  return !(name === own && isLoopback(address));
}

async function ownName(files: { read(path: string): Promise<string | undefined> }): Promise<string> {
  return ((await files.read("/proc/sys/kernel/hostname")) ?? "").trim();
}

function conflictError(first: Conflict, all: readonly Conflict[]): AppError {
  return new AppError(
    "PREFLIGHT_FAILED",
    `${path} line ${first.line} says "${first.text}", the plan says "${first.want}"`,
    {
      hint: `delete or correct line ${first.line} of ${path}: it is not ours, so it is not touched`,
      evidence: all.map((conflict) => `line ${conflict.line}: ${conflict.text}`),
    },
  );
}
