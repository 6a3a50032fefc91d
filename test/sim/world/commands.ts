import type { StepCommands } from "../../../packages/agent/src/runner/step-runner.ts";
import type { Machine } from "./machine.ts";
import type { ProcessClock } from "./process-clock.ts";

/** The long commands of one machine as one agent process sees them; those of a process before it are among them. */
export function machineCommands(machine: Machine, clock: ProcessClock): StepCommands {
  const of = (step: string) => machine.commands.filter((command) => command.step === step);
  /** A dead process hears of no end. */
  const heard = (ended: Promise<void>, signal: AbortSignal | undefined): Promise<void> =>
    new Promise((resolve, reject) => {
      signal?.addEventListener("abort", () => clock.dead || reject(signal.reason), { once: true });
      void ended.then(() => clock.dead || resolve());
    });
  return {
    exec: async ({ step }, argv, work, { signal }) => {
      const rivals = work === "images" ? [] : machine.commands.filter((other) => other.work === work && !other.over);
      for (const rival of rivals) await heard(rival.ended, signal);
      signal?.throwIfAborted();
      const command = machine.spawn(step, argv, work);
      try {
        await heard(command.ended, signal);
      } catch (error) {
        command.kill();
        throw error;
      }
      return { code: command.killed ? 137 : 0, stdout: "", stderr: "" };
    },
    settle: async ({ step }, signal) => {
      for (const command of of(step)) if (!command.over) await heard(command.ended, signal);
    },
    endOf: async (step, argv) => {
      const found = of(step).find((command) => command.argv.join(" ") === argv.join(" ") && command.over);
      return found && !found.killed ? 0 : undefined;
    },
    end: async (step) => {
      for (const command of of(step)) command.kill();
    },
    forget: async (step) => {
      for (const command of of(step)) machine.commands.splice(machine.commands.indexOf(command), 1);
    },
  };
}
