import type { StepInput } from "@quorate/shared/step/contract";
import type { EtcdMember } from "@quorate/shared/step/etcd";
import { readEtcdGeneration } from "../../facts/etcd-generation.ts";
import { belongsToUnit, type Listener, socketOwners, tcpListeners } from "../../host/listeners.ts";
import { type UnitState, unitState } from "../../host/units.ts";
import type { StepContext } from "../handler.ts";
import { accessDrift } from "../managed-file.ts";
import { certificateProblems } from "./certificate-checks.ts";
import { memberLines } from "./config-file.ts";
import { isFormed, isOurs } from "./generation-file.ts";
import { holdsMember } from "./set-aside.ts";
import { binaryOf, unitPath } from "./unit-file.ts";

type Input = StepInput<"etcd.start">;

/** What the checks saw that undo needs to know. */
export interface StartReadiness {
  readonly formed: boolean;
  readonly hasData: boolean;
  readonly running: boolean;
  /** Everything that is wrong, each as a sentence's end; the member may start when there is nothing. */
  readonly problems: readonly string[];
}

const dialMs = 1_000;

/** Everything that can make a start fail and can be seen before it. */
export async function checkStart(input: Input, ctx: StepContext): Promise<StartReadiness> {
  const { member } = input;
  const generation = await readEtcdGeneration(ctx.host.files);
  const formed = isFormed(generation, member);
  const hasData = await holdsMember(ctx.host.files, member.dataDir);
  const state = await unitState(ctx.host, member.unit, { signal: ctx.signal });
  const problems = await Promise.all([
    isOurs(generation, member) ? [] : ["the configured generation is not the plan's"],
    configProblems(ctx, member, formed),
    unitProblems(ctx, member, state),
    certificateProblems(ctx, member),
    dataProblems(ctx, member),
    portProblems(ctx, member),
    // A member of a living cluster starts alone as well as in company.
    formed ? [] : peerProblems(ctx, member),
    spaceProblems(ctx, input),
    clockProblems(ctx, input),
  ]);
  return { formed, hasData, running: state.mainPid !== 0, problems: problems.flat() };
}

async function configProblems(ctx: StepContext, member: EtcdMember, formed: boolean): Promise<string[]> {
  const text = await ctx.host.files.read(member.configFile);
  if (text === undefined) return [`${member.configFile} is absent`];
  const lines = new Set(text.split("\n"));
  const missing = memberLines(member, formed ? "existing" : "new").find((line) => !lines.has(line));
  return missing === undefined ? [] : [`${member.configFile} does not say ${missing.trim()}`];
}

async function unitProblems(ctx: StepContext, member: EtcdMember, state: UnitState): Promise<string[]> {
  const { files } = ctx.host;
  if (state.load !== "loaded") return [`${member.unit} is ${state.load}`];
  const binary = binaryOf((await files.read(unitPath(member.unit))) ?? "");
  if (binary === undefined) return [`${unitPath(member.unit)} does not start etcd`];
  return (await files.status(binary)) ? [] : [`${binary} is not installed`];
}

async function dataProblems(ctx: StepContext, { dataDir, user }: EtcdMember): Promise<string[]> {
  const status = await ctx.host.files.status(dataDir);
  if (status?.kind !== "directory") return [`${dataDir} is no directory`];
  const drift = await accessDrift(ctx.host.files, { path: dataDir, mode: 0o700, owner: user });
  return drift.map(({ what, have, want }) => `${what} is ${have}, not ${want}`);
}

/** Ports that the member's own unit holds are its own. */
async function portProblems(ctx: StepContext, member: EtcdMember): Promise<string[]> {
  const ports = [member.clientPort, member.peerPort, member.metricsPort];
  const held = (await tcpListeners(ctx.host.files)).filter(({ port }) => ports.includes(port));
  const owners = await socketOwners(
    ctx.host.files,
    held.map(({ inode }) => inode),
  );
  const describe = ({ port, inode }: Listener): string[] => {
    const owner = owners.get(inode);
    if (owner && belongsToUnit(owner, member.unit)) return [];
    return [`port ${port} is held by ${owner ? `${owner.command} (pid ${owner.pid})` : "another process"}`];
  };
  return [...new Set(held.flatMap(describe))];
}

/** "Refused" is a good answer: the host is up and nothing listens yet. */
async function peerProblems(ctx: StepContext, member: EtcdMember): Promise<string[]> {
  const others = member.members.filter(({ name }) => name !== member.name);
  const results = await Promise.all(
    others.map(async ({ name, address }) => {
      const options = { timeoutMs: dialMs, signal: ctx.signal };
      return { name, address, dial: await ctx.host.network.dial(address, member.peerPort, options) };
    }),
  );
  return results.flatMap(({ name, address, dial }) =>
    dial.reached || dial.problem === "refused"
      ? []
      : [`${name} cannot be reached on ${address} port ${member.peerPort}: ${dial.detail || dial.problem}`],
  );
}

/** Certificates are judged by each member's own clock. Only what is certainly beyond the limit counts: the true offset lies within the error. */
function clockProblems(ctx: StepContext, { clockToleranceMs }: Input): string[] {
  const estimate = ctx.clockEstimate();
  if (!estimate) return ["its clock was not compared with the coordinator's yet"];
  const offsetMs = Math.abs(Number(estimate.wallOffsetNs)) / 1e6;
  if (offsetMs - Number(estimate.errorNs) / 1e6 <= clockToleranceMs) return [];
  return [`its clock is ${offsetMs.toFixed(0)} ms off the coordinator's, ${clockToleranceMs} ms are allowed`];
}

async function spaceProblems(ctx: StepContext, { member, minFreeMiB }: Input): Promise<string[]> {
  const free = await ctx.host.disk.freeMiB(member.dataDir);
  return free >= minFreeMiB ? [] : [`${member.dataDir} has ${free} MiB free, ${minFreeMiB} are needed`];
}
