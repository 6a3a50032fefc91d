import type { SessionParts } from "../../packages/agent/src/session/session.ts";

/** For sessions whose certificate does not age. */
export const idleRenewal: SessionParts["renewal"] = {
  welcomed: () => undefined,
  answered: async () => undefined,
  closed: () => undefined,
  ensureAlive: async () => undefined,
};
