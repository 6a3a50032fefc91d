import type { Clock } from "@quorate/shared/clock";
import type { AdminClient } from "../rpc/admin-client.ts";
import type { PackageFile } from "./agent-packages.ts";
import type { PackageManager } from "./remote-commands.ts";
import type { Reach } from "./run-program.ts";
import type { SshFiles } from "./ssh-command.ts";

export interface InstallSettings {
  readonly client: Pick<AdminClient, "status" | "createToken">;
  readonly reach: Reach;
  readonly clock: Clock;
  readonly ssh: SshFiles;
  readonly packages: { readonly folder: string; readonly files: readonly PackageFile[] };
  /** Of the agent that hosts get: the coordinator's own. */
  readonly version: string;
  /** Who asks; for the event log. */
  readonly operator: string;
  /** How long an agent may take to connect. */
  readonly waitMs: number;
  /** Enrol also those that are enrolled. */
  readonly again: boolean;
  readonly signal: AbortSignal;
}

/** What is being done on a host. */
export type InstallStage =
  | { readonly stage: "look" | "enrol" | "start" | "wait" }
  | { readonly stage: "copy"; readonly file: string }
  | { readonly stage: "install"; readonly manager: PackageManager };

/** What was done, in order; empty when nothing was to do. */
export type InstallChange = "installed" | "enrolled" | "started";

export interface InstallDone {
  readonly agentVersion: string;
  readonly changes: readonly InstallChange[];
}
