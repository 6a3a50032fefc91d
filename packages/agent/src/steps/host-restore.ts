import type { StepInput } from "@quorate/shared/step/contract";
import type { Drift } from "@quorate/shared/step/outcome";
import type { NoteTopic, OriginalPath, OriginalUnit } from "../host/host.ts";
import { isEnabled, isUp, reloadUnitFiles, unitStates } from "../host/units.ts";
import type { ApplyHandler, StepContext } from "./handler.ts";
import { releaseHolds } from "./packages/release-holds.ts";
import { type Account, asLine, done, leftAlone, nothing, together } from "./restore/account.ts";
import { closeFirewalls, restoreUfw } from "./restore/firewalls.ts";
import { lastingEffects } from "./restore/lasting.ts";
import { isKept, restoreOrder, restorePath } from "./restore/paths.ts";
import { turnOff, turnOn, unitsToRestore } from "./restore/units.ts";

type Input = StepInput<"host.restore">;
/** Notes of changes in files that a firewall itself writes, and where those are. */
const firewallNotes = [
  { topic: "firewalld", path: "/etc/firewalld" },
  { topic: "ufw", path: "/etc/ufw" },
] as const;

/**
 * Puts back what the record of originals says, and forgets the record: what is there afterwards is the host's own again. So there
 * is something to do as long as there is a record, also of things that look as before.
 */
export const hostRestore: ApplyHandler<"host.restore"> = {
  type: "apply",

  async probe(input, ctx) {
    const { paths, units } = await recorded(input, ctx);
    const topics = topicsToSettle(input);
    const notes = await Promise.all(topics.map((topic) => ctx.host.originals.notes(topic)));
    return [
      ...paths.map(({ path, was }): Drift => ({ what: path, have: "changed by this product", want: was.kind })),
      ...units.map((unit): Drift => ({ what: unit.unit, have: "changed by this product", want: stateOf(unit) })),
      ...topics
        .filter((_topic, at) => (notes[at] ?? []).length > 0)
        .map((topic): Drift => ({ what: topic, have: "recorded", want: "settled" })),
    ];
  },

  async apply(input, ctx) {
    const { paths, units } = await recorded(input, ctx);
    const closed = await closeFirewalls(ctx, input.keep);
    const off = together(await inOrder(units, (unit) => turnOff(ctx, unit)));
    const files = await restorePaths(paths, ctx);
    // Also after an interrupted restore, which put the files back and does not know them any more.
    const ofSystemd = files.restored.some((path) => path.startsWith("/etc/systemd/"));
    if (ofSystemd || units.length > 0) await reloadUnitFiles(ctx.host, { signal: ctx.signal });
    const on = together(await inOrder(units, (unit) => turnOn(ctx, unit, files.restored.length > 0)));
    const rest = [
      await restoreUfw(ctx, files.restored, input.keep),
      await settlePackages(input, ctx),
      await staying(files.restored, ctx),
      await unknownUnits(input, ctx),
    ];
    await forget(input, units, ctx);
    const { did, left } = together([closed, off, files.account, on, ...rest]);
    return { did: did.map(asLine), left: left.map(asLine) };
  },
};

/** What stays needs its packages and its holes in the firewall: they are settled when all is put back. */
function topicsToSettle({ keep }: Input): readonly NoteTopic[] {
  const firewalls = firewallNotes.filter(({ path }) => !isKept(path, keep)).map(({ topic }) => topic);
  return keep.length > 0 ? firewalls : [...firewalls, "held-packages", "installed-packages", "stays"];
}

async function recorded(
  { units: named, keep }: Input,
  { host, signal }: StepContext,
): Promise<{ readonly paths: readonly OriginalPath[]; readonly units: readonly OriginalUnit[] }> {
  const paths = restoreOrder(await host.originals.paths()).filter(({ path }) => !isKept(path, keep));
  return { paths, units: await unitsToRestore(host, named, paths, { signal }) };
}

function stateOf({ present, enabled, active }: OriginalUnit): string {
  if (!present) return "not there";
  return `${enabled ? "enabled" : "disabled"}, ${active ? "running" : "stopped"}`;
}

/** Each path is forgotten when it is settled: an interrupted restore goes on with the others. */
async function restorePaths(
  paths: readonly OriginalPath[],
  { host, signal }: StepContext,
): Promise<{ readonly account: Account; readonly restored: readonly string[] }> {
  const accounts: Account[] = [];
  const restored: string[] = [];
  const leftPaths: string[] = [];
  for (const original of paths) {
    signal.throwIfAborted();
    const account = await restorePath(original, host.originals);
    await host.originals.forgetPath(original.path);
    if (account.did.length > 0) restored.push(original.path);
    // Of a directory that is not empty because of what was left in it nobody need be told.
    const explained = leftPaths.some((path) => path.startsWith(`${original.path}/`));
    if (account.left.length > 0) leftPaths.push(original.path);
    accounts.push(explained ? { did: account.did, left: [] } : account);
  }
  return { account: together(accounts), restored };
}

async function settlePackages({ keep }: Input, ctx: StepContext): Promise<Account> {
  const { originals } = ctx.host;
  const [held, installed] = await Promise.all([
    originals.notes("held-packages"),
    originals.notes("installed-packages"),
  ]);
  const release = held.length > 0 && keep.length === 0;
  if (release) await releaseHolds(ctx, held);
  return together([
    release ? done(`packages are held back no longer: ${held.join(", ")}`) : nothing,
    installed.length > 0 ? leftAlone(`packages stay installed: ${installed.join(", ")}`) : nothing,
  ]);
}

async function staying(restored: readonly string[], { host }: StepContext): Promise<Account> {
  const noted = await host.originals.notes("stays");
  return leftAlone(...lastingEffects(restored), ...noted.map((what) => `stays: ${what}`));
}

/** A named unit without a record was never changed by a step: it is not ours to stop. */
async function unknownUnits({ units: named }: Input, { host, signal }: StepContext): Promise<Account> {
  const recordedUnits = (await host.originals.units()).map(({ unit }) => unit);
  const unknown = named.filter((unit) => !recordedUnits.includes(unit));
  const states = await unitStates(host, unknown, { signal });
  const running = states.filter(({ active, fileState }) => isUp(active) || isEnabled(fileState));
  return leftAlone(...running.map(({ unit }) => `${unit} was not started by this product, as far as its record goes`));
}

async function forget(
  input: Input,
  units: readonly OriginalUnit[],
  { host: { originals } }: StepContext,
): Promise<void> {
  for (const { unit } of units) await originals.forgetUnit(unit);
  for (const topic of topicsToSettle(input)) {
    if ((await originals.notes(topic)).length > 0) await originals.forgetNotes(topic);
  }
}

async function inOrder<T>(items: readonly T[], work: (item: T) => Promise<Account>): Promise<readonly Account[]> {
  const accounts: Account[] = [];
  for (const item of items) accounts.push(await work(item));
  return accounts;
}
