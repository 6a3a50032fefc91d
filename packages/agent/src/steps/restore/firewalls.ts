import { findProgram } from "../../host/programs.ts";
import type { StepContext } from "../handler.ts";
import { closeFirewalld } from "../host-firewalld.ts";
import { closeNftables, nftablesPath } from "../host-nftables.ts";
import { reloadUfw, ufwPaths } from "../host-ufw.ts";
import { type Account, done, leftAlone, nothing, together } from "./account.ts";
import { isKept } from "./paths.ts";

/** Rules that a running firewall got. Before the files go: nftables names its chains there. */
export async function closeFirewalls(ctx: StepContext, keep: readonly string[]): Promise<Account> {
  return together([await closedFirewalld(ctx, keep), await closedNftables(ctx, keep)]);
}

async function closedFirewalld(ctx: StepContext, keep: readonly string[]): Promise<Account> {
  const openings = isKept("/etc/firewalld", keep) ? [] : await ctx.host.originals.notes("firewalld");
  if (openings.length === 0) return nothing;
  return (await closeFirewalld(openings, ctx))
    ? done(`closed ${openings.length} openings of firewalld`)
    : leftAlone("firewalld does not run: its rules for the cluster stay");
}

async function closedNftables(ctx: StepContext, keep: readonly string[]): Promise<Account> {
  const ruled = (await ctx.host.originals.paths()).some(({ path }) => path === nftablesPath && !isKept(path, keep));
  if (!ruled || !(await findProgram(ctx.host.files, "nft"))) return nothing;
  const removed = await closeNftables(ctx);
  return removed > 0 ? done(`removed ${removed} rules of nftables`) : nothing;
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
