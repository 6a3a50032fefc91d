import type { Host } from "../../packages/agent/src/host/host.ts";
import type { LongCommands } from "../../packages/agent/src/host/long-commands.ts";

export type DirectCommands = Pick<LongCommands, "exec" | "settle" | "endOf" | "end" | "forget" | "leave">;

/** Long commands of a host where nothing outlives its agent: each is run by the host itself. */
export function directCommands(host: Pick<Host, "exec">, changed: Partial<DirectCommands> = {}): DirectCommands {
  return {
    exec: (_owner, argv, _work, options) => host.exec(argv, options),
    settle: async () => undefined,
    endOf: async () => undefined,
    end: async () => undefined,
    forget: async () => undefined,
    leave: () => undefined,
    ...changed,
  };
}
