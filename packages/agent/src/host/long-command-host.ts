import type { Host } from "./host.ts";
import type { LongCommandOwner, LongCommands } from "./long-commands.ts";

/** The same host, for one attempt of one step: its long commands live on when the agent ends. */
export function longCommandHost(host: Host, commands: Pick<LongCommands, "exec">, owner: LongCommandOwner): Host {
  return {
    ...host,
    exec: (argv, options = {}) =>
      options.long ? commands.exec(owner, argv, options.long, options) : host.exec(argv, options),
  };
}
