import type { CheckHandler } from "./handler.ts";

/** Starts one program, so that an agent that cannot is found before anything depends on it. */
export const agentSelfCheck: CheckHandler<"agent.self-check"> = {
  type: "check",
  check: async (_input, { host, signal }) => {
    await host.run(["true"], { signal });
    return {};
  },
};
