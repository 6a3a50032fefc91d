import { describe, expect, it } from "vitest";
import { command, fakeHost, succeeded } from "../../../../test/fakes/fake-host.ts";
import { fakeStepContext } from "../../../../test/fakes/fake-step-context.ts";
import { agentSelfCheck } from "./agent-self-check.ts";

describe("agent.self-check", () => {
  it("passes where programs start", async () => {
    const host = fakeHost({ commands: [command(["true"], succeeded())] });
    expect(await agentSelfCheck.check({ ordinal: 1 }, fakeStepContext(host))).toEqual({});
  });

  it("fails where they do not", async () => {
    const checking = agentSelfCheck.check({ ordinal: 1 }, fakeStepContext(fakeHost()));
    await expect(checking).rejects.toMatchObject({ code: "STEP_COMMAND_FAILED" });
  });
});
