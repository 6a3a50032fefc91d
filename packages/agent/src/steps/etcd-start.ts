import { AppError } from "@quorate/shared/errors";
import type { StepInput } from "@quorate/shared/step/contract";
import type { Drift } from "@quorate/shared/step/outcome";
import { readEtcdGeneration } from "../facts/etcd-generation.ts";
import { rememberUnit, startUnit, unitState } from "../host/units.ts";
import { isFormed, isOurs } from "./etcd/generation-file.ts";
import { type ConnectMember, connectMember } from "./etcd/member-api.ts";
import { memberWitness, windowMissed } from "./etcd/member-death.ts";
import { holdsMember } from "./etcd/set-aside.ts";
import { writeAttempt } from "./etcd/start-attempt.ts";
import { checkStart } from "./etcd/start-checks.ts";
import { undoStart } from "./etcd/start-undo.ts";
import { refuseOtherCluster, type StartProgress, watchStart } from "./etcd/start-watch.ts";
import type { BarrierHandler, StepContext } from "./handler.ts";

type Input = StepInput<"etcd.start">;

/** Starts this host's member of a new cluster, or the stopped member of one that lives. `connect` is how members are spoken to. */
export function etcdStartBy(connect: ConnectMember): BarrierHandler<"etcd.start"> {
  return {
    type: "barrier",
    readOnly: false,
    probe: (input, ctx) => probe(input, ctx, connect),
    arm,
    fire: (input, ctx) => fire(input, ctx, connect),
    witness: ({ member }, ctx) => memberWitness(ctx, member),
    undo: ({ member }, ctx) => undoStart(ctx, member),
  };
}

export const etcdStart: BarrierHandler<"etcd.start"> = etcdStartBy(connectMember);

async function probe({ member }: Input, ctx: StepContext, connect: ConnectMember): Promise<readonly Drift[]> {
  const { host, signal } = ctx;
  const generation = await readEtcdGeneration(host.files);
  if (!isOurs(generation, member)) {
    return [{ what: "etcd generation", have: generation?.token ?? "none", want: member.generation.token }];
  }
  if (isFormed(generation, member) && !(await holdsMember(host.files, member.dataDir))) {
    throw new AppError(
      "ETCD_MEMBER_GONE",
      `${member.dataDir} of ${member.name} is empty, and its member was formed: it may never start empty`,
    );
  }
  const { active, mainPid } = await unitState(host, member.unit, { signal });
  if (mainPid === 0) return [{ what: member.unit, have: active || "not installed", want: "a member that answers" }];
  const answer = await (await connect(host.files, member)).read("/quorate/proof", signal);
  if (!answer.ok) return [{ what: `member ${member.name}`, have: answer.problem, want: "a member that answers" }];
  refuseOtherCluster(member, answer.value);
  return [];
}

async function arm(input: Input, ctx: StepContext): Promise<void> {
  const { member } = input;
  const { host, signal } = ctx;
  const { formed, hasData, running, problems } = await checkStart(input, ctx);
  if (formed && !hasData) throw new AppError("ETCD_MEMBER_GONE", `${member.dataDir} of ${member.name} is empty`);
  if (problems.length > 0) {
    const message = `etcd of ${member.name} is not ready to start: ${problems.join("; ")}`;
    throw new AppError("ETCD_NOT_READY_TO_START", message, { evidence: problems });
  }
  // A failure of an earlier attempt must not be taken for one of this.
  await host.exec(["systemctl", "reset-failed", "--", member.unit], { signal });
  // Nothing but the start itself may take time when it is fired.
  await rememberUnit(host, member.unit, { signal });
  const { token } = member.generation;
  await writeAttempt(host.files, { token, dataDir: member.dataDir, freshData: !hasData, wasRunning: running });
}

async function fire(
  { member, startWindowMs }: Input,
  ctx: StepContext,
  connect: ConnectMember,
): ReturnType<BarrierHandler<"etcd.start">["fire"]> {
  ctx.mark("commanded");
  const { host, clock } = ctx;
  const ended = new AbortController();
  const forget = clock.after(startWindowMs, () => ended.abort(tooLate));
  const signal = AbortSignal.any([ctx.signal, ended.signal]);
  const progress: StartProgress = { stage: "systemd" };
  try {
    // systemctl, and reading the keys and looking for the process, do not wait for each other.
    const [ready] = await Promise.all([
      connect(host.files, member).then((api) => watchStart(ctx, member, api, progress, signal)),
      startUnit(host, member.unit, { signal }),
    ]);
    return ready;
  } catch (error) {
    if (error !== tooLate) throw error;
    throw await windowMissed(ctx, member, progress.stage, startWindowMs);
  } finally {
    forget();
    ended.abort(tooLate);
  }
}

/** Recognised by identity. */
const tooLate = new AppError("ETCD_START_WINDOW_MISSED", "the start window is over");
