import { findProgram } from "../../host/programs.ts";
import type { StepContext } from "../handler.ts";
import { closeFirewalld } from "../host-firewalld.ts";
import { closeNftables, nftablesPath } from "../host-nftables.ts";
import { reloadUfw, ufwPaths } from "../host-ufw.ts";
import { type Account, done, leftAlone, nothing } from "./account.ts";
import { isKept } from "./paths.ts";

/** Rules that a running firewall got. Before the files go: nftables names its chains there. */
export async function closeFirewalls(ctx: StepContext, keep: readonly string[]): Promise<Account> {
  const { originals } = ctx.host;
  const did: string[] = [];
  const openings = isKept("/etc/firewalld", keep) ? [] : await originals.notes("firewalld");
  if (openings.length > 0) {
    if (!(await closeFirewalld(openings, ctx)))
      return leftAlone("firewalld does not run: its rules for the cluster stay");
    did.push(`closed ${openings.length} openings of firewalld`);
  }
  const ruled = (await originals.paths()).some(({ path }) => path === nftablesPath && !isKept(path, keep));
  if (ruled && (await findProgram(ctx.host.files, "nft"))) {
    const removed = await closeNftables(ctx);
    if (removed > 0) did.push(`removed ${removed} rules of nftables`);
  }
  return done(...did);
}

/** After the files are back: ufw reads them. */
export async function restoreUfw(
  ctx: StepContext,
  restored: readonly string[],
  keep: readonly string[],
): Promise<Account> {
  if (isKept("/etc/ufw", keep)) return nothing;
  const wasDisabled = (await ctx.host.originals.notes("ufw")).includes("disabled");
  if (!wasDisabled && !ufwPaths.some((path) => restored.includes(path))) return nothing;
  return (await reloadUfw(ctx, wasDisabled))
    ? done(wasDisabled ? "enabled ufw again" : "ufw read its rules again")
    : nothing;
}
