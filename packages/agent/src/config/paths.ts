import { join } from "node:path";

/** Where an agent keeps what is its own. */
export interface AgentPaths {
  /** What enrolment learned: addresses and names, no secrets. */
  readonly configFile: string;
  /** The agent's key and its certificate, in one file: whoever reads it never sees the half of a change. */
  readonly identityFile: string;
  /** The key that an enrolment is under way with, and the hash of its token. */
  readonly enrolKeyFile: string;
  readonly caFile: string;
  /** What the agent did and what it watches; survives restarts. */
  readonly stateDir: string;
}

export const defaultConfigDir = "/etc/quorate";
export const defaultStateDir = "/var/lib/quorate-agent";

export function agentPaths(configDir: string, stateDir: string): AgentPaths {
  return {
    configFile: join(configDir, "agent.json"),
    identityFile: join(configDir, "agent", "identity.pem"),
    enrolKeyFile: join(configDir, "agent", "enrol-key.json"),
    caFile: join(configDir, "agent", "ca.pem"),
    stateDir,
  };
}
