import { elapsedMs } from "@quorate/shared/clock";
import { AppError } from "@quorate/shared/errors";
import type { StepInput } from "@quorate/shared/step/contract";
import { startUnit, stopUnit } from "../host/units.ts";
import type { CheckHandler, StepContext } from "./handler.ts";
import { waitForListener } from "./haproxy/listening.ts";
import { askOnce, peerOf } from "./http-exchange.ts";
import { apiserverPid } from "./kubernetes/apiserver-process.ts";
import { type Ask, type AskHealth, apiserverHealth, readTls } from "./kubernetes/health-question.ts";
import { type Outage, OutageProbe } from "./kubernetes/outage-probe.ts";
import { lookUntil, lookWithin } from "./kubernetes/patience.ts";
import { armRestart } from "./kubernetes/restart-switch.ts";

type Input = StepInput<"kubernetes.outage">;

const steady = { firstPauseMs: 100, maxPauseMs: 100 };
const calm = { firstPauseMs: 200, maxPauseMs: 1_000 };
const answersBefore = 5;
const answersAfter = 20;
const beforeLimitMs = 15_000;
/** Long enough for keepalived to notice and for the virtual IP to move: otherwise nothing was tried. */
const minDownMs = 3_000;
const answerMs = 2_000;
/** The kubelet pauses 10 s, 20 s, 40 s before it starts once more what has just died (kubelet's MaxContainerBackOff is 5 min). */
const startsAgainMs = 90_000;

/** Stops one thing on this host for a moment and measures how long nobody answered at the virtual IP. Whatever happens, it runs again. */
export function kubernetesOutageBy(ask: Ask): CheckHandler<"kubernetes.outage"> {
  return {
    type: "check",
    async check(input, ctx) {
      const { files } = ctx.host;
      const endpoint = apiserverHealth(ask, input.endpoint.url, await readTls(files, input.endpoint));
      const own = apiserverHealth(ask, input.apiserver.url, await readTls(files, input.apiserver));
      const probe = new OutageProbe(ctx, endpoint);
      probe.start();
      try {
        await answersAlready(input, ctx, probe);
        probe.begin();
        await (input.target === "haproxy" ? stopHaproxy(input, ctx, probe) : killApiserver(ctx, own));
        ctx.mark("back");
        await lookUntil(ctx, steady, async () => (probe.inARow >= answersAfter ? true : undefined));
      } catch (error) {
        throw explained(error, input, probe);
      } finally {
        await probe.stop();
      }
      return judged(input, await probe.stop());
    },
  };
}

export const kubernetesOutage: CheckHandler<"kubernetes.outage"> = kubernetesOutageBy(askOnce);

async function answersAlready({ endpoint, target }: Input, ctx: StepContext, probe: OutageProbe): Promise<void> {
  const enough = async () => (probe.inARow >= answersBefore ? true : undefined);
  if (await lookWithin(ctx, beforeLimitMs, steady, enough)) return;
  throw new AppError("KUBERNETES_NOT_READY", `${endpoint.url} does not answer steadily: ${probe.lastProblem}`, {
    hint: `the ${target} of this host was not touched; look at haproxy and keepalived on every control-plane host`,
  });
}

async function stopHaproxy({ unit, limitMs, endpoint }: Input, ctx: StepContext, probe: OutageProbe): Promise<void> {
  const holdMs = Math.max(limitMs, minDownMs) + 5_000;
  const restart = await armRestart(ctx, unit, holdMs + 30_000);
  const stopped = ctx.clock.monoNs();
  try {
    await stopUnit(ctx.host, unit, { signal: ctx.signal });
    ctx.mark("stopped");
    ctx.output(`${unit} is stopped`);
    const seen = await lookWithin(ctx, holdMs, steady, async () => {
      if (probe.silentForMs() > limitMs) return "silent for too long";
      const longEnough = elapsedMs(ctx.clock, stopped) >= minDownMs;
      return longEnough && probe.inARow >= answersAfter ? "answers" : undefined;
    });
    if (seen === "answers") ctx.mark("answered");
  } finally {
    // Without the step's signal: also a canceled step leaves a running unit behind.
    await startUnit(ctx.host, unit);
    await restart.disarm();
  }
  ctx.output(`${unit} is started again`);
  await waitForListener(ctx, unit, peerOf(endpoint.url, { ca: "" }).peer.port);
}

async function killApiserver(ctx: StepContext, own: AskHealth): Promise<void> {
  const { host, signal } = ctx;
  const pid = await standingApiserver(ctx);
  await host.run(["kill", "-KILL", String(pid)], { signal });
  ctx.mark("stopped");
  ctx.output(`kube-apiserver (pid ${pid}) is killed; the kubelet starts it again`);
  await lookUntil(ctx, calm, async () => {
    if (await host.files.status(`/proc/${pid}`)) return undefined;
    return (await own(signal, answerMs)).ok ? true : undefined;
  });
  ctx.mark("answered");
  ctx.output("this host's apiserver answers again");
}

/** An agent before this one may have died in the middle of its drill: then the kubelet is just starting it again. */
async function standingApiserver(ctx: StepContext): Promise<number> {
  let problem: unknown;
  const pid = await lookWithin(ctx, startsAgainMs, calm, () =>
    apiserverPid(ctx.host.files).catch((error: unknown) => {
      problem = error;
      return undefined;
    }),
  );
  if (pid === undefined) throw problem;
  return pid;
}

function judged({ target, limitMs, endpoint }: Input, outage: Outage): { target: string } & Outage {
  if (outage.outageMs <= limitMs) return { target, ...outage };
  throw new AppError(
    "KUBERNETES_NOT_READY",
    `${endpoint.url} did not answer for ${seconds(outage.outageMs)} when this host's ${target} was stopped; the limit is ${seconds(limitMs)}`,
    {
      hint: "journalctl -u keepalived -u haproxy on every control-plane host: did the virtual IP move, did haproxy take the dead apiserver out?",
      evidence: [`${outage.failed} of ${outage.probes} questions failed`],
    },
  );
}

/** A wait that ran out says what it was waiting for; a cancel stays a cancel. */
function explained(error: unknown, { target, endpoint }: Input, probe: OutageProbe): unknown {
  if (!(error instanceof AppError) || error.code !== "STEP_TIMED_OUT") return error;
  const why =
    probe.inARow > 0
      ? `this host's ${target} did not come back`
      : `${endpoint.url} does not answer: ${probe.lastProblem}`;
  return new AppError("KUBERNETES_NOT_READY", `the outage is not over: ${why}`, {
    cause: error,
    hint: "on the host: journalctl -u kubelet -u haproxy -u keepalived -e",
  });
}

function seconds(ms: number): string {
  return `${(ms / 1_000).toFixed(1)} s`;
}
