import { AppError } from "@quorate/shared/errors";
import type { StepOutput } from "@quorate/shared/step/contract";
import type { EtcdMember } from "@quorate/shared/step/etcd";
import type { StepContext } from "../handler.ts";
import type { Answer } from "../http-exchange.ts";
import type { MemberApi, ReadAnswer } from "./member-api.ts";
import { memberDied } from "./member-death.ts";
import { memberId } from "./member-urls.ts";
import { waitForEnd, waitForProcess } from "./unit-process.ts";

type Ready = StepOutput<"etcd.start">;

const pollMs = 10;
const healthPollMs = 100;
const patientHealthPollMs = 1_000;
/** Any key will do; it need not exist. */
const anyKey = "/quorate/proof";

/** Where a start has come to; the words of the message when it stops there. */
export interface StartProgress {
  stage: string;
}

/**
 * Follows a start that was commanded, from the process to the first linearizable read, and marks each stage. Rejects at once
 * when the process ends, even if systemd starts it again, and with the signal's reason when that aborts.
 */
export async function watchStart(
  ctx: StepContext,
  member: EtcdMember,
  api: MemberApi,
  progress: StartProgress,
  signal: AbortSignal,
): Promise<Ready> {
  progress.stage = "its process";
  const pid = await waitForProcess(ctx, member.unit, signal);
  if (pid === "died") throw await memberDied(ctx, member);
  ctx.mark("started");
  const settled = new AbortController();
  const either = AbortSignal.any([signal, settled.signal]);
  try {
    return await Promise.race([
      followStages(ctx, member, api, progress, either),
      waitForEnd(ctx, pid, either).then(async () => {
        throw await memberDied(ctx, member);
      }),
    ]);
  } finally {
    settled.abort(new AppError("INTERNAL", "the start of etcd is watched no longer"));
  }
}

async function followStages(
  ctx: StepContext,
  member: EtcdMember,
  api: MemberApi,
  progress: StartProgress,
  signal: AbortSignal,
): Promise<Ready> {
  progress.stage = "its peer port";
  const version = await until(ctx, signal, () => api.peerVersion(signal));
  ctx.mark("port-open");
  progress.stage = "a quorum of members";
  // etcd takes connections at its client port from the beginning and serves them when it is ready: the question waits there.
  const reading = until(ctx, signal, () => api.read(anyKey, signal));
  await quorum(ctx, api, reading, signal);
  ctx.mark("quorum");
  progress.stage = "its client port";
  const header = await reading;
  refuseOtherCluster(member, header);
  ctx.mark("ready");
  return { memberId: header.memberId, clusterId: header.clusterId, version };
}

/** Either the member says so, or it has answered a linearizable read. */
async function quorum(
  ctx: StepContext,
  api: MemberApi,
  reading: Promise<ReadAnswer>,
  signal: AbortSignal,
): Promise<void> {
  const answered = new AbortController();
  const either = AbortSignal.any([signal, answered.signal]);
  try {
    await Promise.race([reading, untilHealthy(ctx, api, either)]);
  } finally {
    answered.abort(new AppError("INTERNAL", "the quorum is known"));
  }
}

/** Every question without a leader is a warning in etcd's journal, so they become rare soon. */
async function untilHealthy(ctx: StepContext, api: MemberApi, signal: AbortSignal): Promise<void> {
  for (let asked = 1; ; asked++) {
    const health = await api.health(signal);
    if (health.ok && health.value) return;
    await ctx.clock.sleep(asked < 20 ? healthPollMs : patientHealthPollMs, signal);
  }
}

async function until<T>(ctx: StepContext, signal: AbortSignal, ask: () => Promise<Answer<T>>): Promise<T> {
  for (;;) {
    const answer = await ask();
    if (answer.ok) return answer.value;
    await ctx.clock.sleep(pollMs, signal);
  }
}

/** The ids were computed before anything started: any others mean old data, another token or a stranger. */
export function refuseOtherCluster(member: EtcdMember, found: Pick<ReadAnswer, "clusterId" | "memberId">): void {
  const wanted = memberId(member);
  if (found.clusterId === member.generation.clusterId && found.memberId === wanted) return;
  throw new AppError(
    "ETCD_CLUSTER_MISMATCH",
    `etcd of ${member.name} is member ${found.memberId} of cluster ${found.clusterId}; the plan computed member ${wanted} of cluster ${member.generation.clusterId}`,
  );
}
