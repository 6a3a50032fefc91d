import { elapsedMs } from "@quorate/shared/clock";
import { AppError } from "@quorate/shared/errors";
import type { RuntimeName } from "@quorate/shared/step/kubernetes-grammar";
import { startUnit, unitJournal, unitState } from "../../host/units.ts";
import type { StepContext } from "../handler.ts";
import { runtimeAnswer } from "./answers.ts";

/** Docker with many containers to find again takes tens of seconds; an empty one half of one. */
const waitMs = 90_000;
const pollMs = 250;

export interface RuntimeUnit {
  readonly runtime: RuntimeName;
  readonly unit: string;
}

/** After a start that failed often systemd refuses the next one for a while, unless it is told to forget. */
export async function startRuntime({ unit }: RuntimeUnit, { host, signal }: StepContext): Promise<void> {
  await host.exec(["systemctl", "reset-failed", "--", unit], { signal });
  await startUnit(host, unit, { signal });
}

/** Only queues the restart: whether it comes up is what waitForRuntime finds out. */
export async function restartRuntime(target: RuntimeUnit, ctx: StepContext): Promise<void> {
  if (target.runtime === "docker") await tellOfContainers(ctx);
  await ctx.host.run(["systemctl", "restart", "--no-block", "--", target.unit], { signal: ctx.signal });
}

/** containerd's containers have parents of their own and outlive it; docker's do only where live-restore was on already. */
async function tellOfContainers({ host, output, signal }: StepContext): Promise<void> {
  const format = "{{.ContainersRunning}} {{.LiveRestoreEnabled}}";
  const { stdout } = await host.exec(["docker", "info", "--format", format], { signal });
  const [running = "0", kept] = stdout.trim().split(" ");
  if (running === "0" || running === "") return;
  output(
    kept === "true"
      ? `docker restarts; its ${running} containers go on running`
      : `warning: docker restarts and ends its ${running} running containers; those with a restart policy come back`,
  );
}

/** Resolves with the runtime's version. Rejects RUNTIME_FAILED with the journal's last lines when it fails or stays silent. */
export async function waitForRuntime(target: RuntimeUnit, ctx: StepContext): Promise<string> {
  const started = ctx.clock.monoNs();
  for (;;) {
    const seen = await look(target, ctx);
    if (seen.version !== undefined) return seen.version;
    if (seen.hopeless) throw await failed(target, ctx, seen.detail);
    if (elapsedMs(ctx.clock, started) > waitMs) {
      throw await failed(target, ctx, `is not ready after ${waitMs / 1000} s: it ${seen.detail}`);
    }
    await ctx.clock.sleep(pollMs, ctx.signal);
  }
}

interface Seen {
  readonly version?: string;
  /** Waiting longer changes nothing. */
  readonly hopeless: boolean;
  readonly detail: string;
}

async function look({ runtime, unit }: RuntimeUnit, ctx: StepContext): Promise<Seen> {
  const { active, sub, result } = await unitState(ctx.host, unit, { signal: ctx.signal });
  if (active === "failed" || sub === "auto-restart") return { hopeless: true, detail: `does not start (${result})` };
  if (active !== "active") return { hopeless: false, detail: `is ${active} (${sub})` };
  const answer = await runtimeAnswer(runtime, ctx);
  if (answer.state === "fit") return { hopeless: false, detail: "answers", version: answer.version };
  if (answer.state === "silent") return { hopeless: false, detail: `does not answer: ${answer.detail}` };
  return { hopeless: true, detail: `runs and is of no use: ${answer.detail}` };
}

/** Dockerd refuses what it is told twice, even where both say the same. */
const toldTwice = /specified both as a flag and in the configuration file: ([^:]+):?/;

async function failed({ runtime, unit }: RuntimeUnit, ctx: StepContext, what: string): Promise<AppError> {
  const evidence = await unitJournal(ctx.host, unit);
  const [, option] = toldTwice.exec(evidence.join("\n")) ?? [];
  const flags = `take the flag for ${option} out of ${unit} (systemctl cat ${unit}), /etc/default/docker and /etc/sysconfig/docker`;
  return new AppError("RUNTIME_FAILED", `${runtime} ${what}`, {
    hint: option === undefined ? `on the host: journalctl -u ${unit} -e` : flags,
    evidence,
  });
}
