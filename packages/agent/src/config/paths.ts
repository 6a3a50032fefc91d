import { join } from "node:path";

/** Where an agent keeps what is its own. */
export interface AgentPaths {
  /** What enrolment learned: addresses and names, no secrets. */
  readonly configFile: string;
  readonly keyFile: string;
  readonly certFile: string;
  readonly caFile: string;
  /** What the agent did and what it watches; survives restarts. */
  readonly stateDir: string;
}

export const defaultConfigDir = "/etc/quorate";
export const defaultStateDir = "/var/lib/quorate-agent";

export function agentPaths(configDir: string, stateDir: string): AgentPaths {
  return {
    configFile: join(configDir, "agent.json"),
    keyFile: join(configDir, "agent", "key.pem"),
    certFile: join(configDir, "agent", "cert.pem"),
    caFile: join(configDir, "agent", "ca.pem"),
    stateDir,
  };
}
