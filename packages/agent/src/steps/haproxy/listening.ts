import { elapsedMs } from "@quorate/shared/clock";
import { AppError } from "@quorate/shared/errors";
import type { Host } from "../../host/host.ts";
import { belongsToUnit, type Process, socketOwners, tcpListeners } from "../../host/listeners.ts";
import { unitJournal, unitState } from "../../host/units.ts";
import type { StepContext } from "../handler.ts";

const waitMs = 10_000;
const pollMs = 50;

/** Does anybody listen on the TCP port of any address; told by /proc. */
export async function isListening(host: Host, port: number): Promise<boolean> {
  return (await tcpListeners(host.files)).some((listener) => listener.port === port);
}

/** Rejects PORT_TAKEN when a process outside of the unit listens on the port. */
export async function refuseForeignListener(host: Host, port: number, unit: string): Promise<void> {
  const inodes = (await tcpListeners(host.files)).filter((each) => each.port === port).map((each) => each.inode);
  const owners = await socketOwners(host.files, inodes);
  const stranger = [...owners.values()].find((process) => !belongsToUnit(process, unit));
  if (stranger) throw portTaken(port, stranger);
}

function portTaken(port: number, { pid, command }: Process): AppError {
  return new AppError("PORT_TAKEN", `port ${port} is held by ${command} (pid ${pid})`, {
    hint: `stop ${command} (pid ${pid}) or choose another spec.endpoint.port`,
  });
}

/** Waits until the unit listens and says that it is up, which comes a moment later; a unit that failed meanwhile rejects at once with its journal. */
export async function waitForListener(ctx: StepContext, unit: string, port: number): Promise<void> {
  const started = ctx.clock.monoNs();
  for (;;) {
    const { active, result } = await unitState(ctx.host, unit, { signal: ctx.signal });
    if (active === "active" && (await isListening(ctx.host, port))) return;
    const late = elapsedMs(ctx.clock, started) > waitMs;
    if (active === "failed" || late) {
      const why = late ? `does not listen on port ${port} after ${waitMs / 1000} s` : `failed (${result})`;
      throw new AppError("STEP_COMMAND_FAILED", `${unit} ${why}`, {
        hint: `on the host: journalctl -u ${unit} -e`,
        evidence: await unitJournal(ctx.host, unit),
      });
    }
    await ctx.clock.sleep(pollMs, ctx.signal);
  }
}
