import type { HostStatus } from "../rpc/status.ts";

/** What the agent of a host does now; revoked: the host was cut off, and nobody waits for it. */
export type AgentState = HostStatus["agent"] | "revoked";

export const agentStates = ["connected", "silent", "absent", "revoked"] as const satisfies readonly AgentState[];

export const agentState = ({ agent, revoked }: HostStatus): AgentState => (revoked ? "revoked" : agent);
