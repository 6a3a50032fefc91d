import { AppError } from "@quorate/shared/errors";
import { createLogger } from "@quorate/shared/log";
import { describe, expect, it } from "vitest";
import type { Argv } from "../../packages/agent/src/host/host.ts";
import { leaseOf } from "../fakes/agent-process.ts";
import { directCommands } from "../fakes/direct-commands.ts";
import { fakeHost, succeeded } from "../fakes/fake-host.ts";
import { fakeStepContext } from "../fakes/fake-step-context.ts";
import { applyStep, type Scripted, scriptedHandlers } from "../fakes/scripted-handlers.ts";
import { parseFailpoints, withFailpoints } from "./failpoints.ts";

const nothing = async (): Promise<never> => Promise.reject(new AppError("INTERNAL", "not used"));

/** Parts of an agent whose points are told. */
function watched(scripted: Scripted = {}) {
  const reached: string[] = [];
  const host = fakeHost({ commands: [() => succeeded("line")] });
  const parts = withFailpoints(
    {
      identity: { host: "m1", controlAddress: "", coordinatorUri: "", caPem: "", certPem: "", keyPem: "" } as never,
      ...{ stateDir: "/s", bootId: "b", log: createLogger("test", "silent"), host, stepHost: host, facts: nothing },
      ...{ handlers: scriptedHandlers(scripted), longCommands: directCommands(host) },
      journal: {
        epoch: 3n,
        obey: async () => undefined,
        refuseStale: () => undefined,
        find: () => undefined,
        start: async () => void reached.push("started"),
        finish: async () => void reached.push("finished"),
      },
    },
    {
      at: (step, kind, point) => void reached.push(`${step} ${kind} ${point}`),
      meanwhile: (work) => work,
    },
  );
  const endedAlone = (argv: Argv) => parts.longCommands.endOf("k8s-1/step", argv);
  return { parts, reached, ctx: fakeStepContext(host, { endedAlone }) };
}

describe("an agent with failpoints", () => {
  it("comes to its points in their order: after the start is journaled, in the first change, around the result", async () => {
    const { parts, reached, ctx } = watched({
      apply: {
        probe: async (_input, { host }) => [{ what: await host.run(["look"]), have: "", want: "" }],
        apply: async (_input, { host }) => {
          await host.files.write("/etc/fstab", "");
          return { disabled: [] };
        },
      },
    });
    await parts.journal.start(leaseOf(), applyStep);
    const handler = parts.handlers["host.swap-off"];
    if (handler.type !== "apply") throw new Error("not the scripted one");
    await handler.probe(applyStep.input as never, ctx);
    await handler.apply(applyStep.input as never, ctx);
    await parts.journal.finish(leaseOf(), {} as never);
    const at = (point: string) => `k8s-1/step host.swap-off ${point}`;
    expect(reached).toEqual([
      ...["started", at("before-exec"), at("mid-command"), at("unrecorded"), "finished", at("unacked")],
    ]);
  });

  it("gives every part of one attempt the same context, by which handlers know it again", async () => {
    const seen: unknown[] = [];
    const { parts, ctx } = watched({
      barrier: {
        arm: async (_input, given) => void seen.push(given),
        undo: async (_input, given) => [`${seen.push(given)}`],
      },
    });
    const handler = parts.handlers["vip.verify"];
    if (handler.type !== "barrier") throw new Error("not the scripted one");
    await handler.arm({} as never, ctx);
    await handler.undo({} as never, ctx);
    expect(seen[0]).toBe(seen[1]);
  });
});

describe("the names of failpoints", () => {
  it("are a side, a step or a kind, a point and what happens", () => {
    expect(parseFailpoints("agent:etcd/start/m1:unrecorded=kill\nagent:kubeadm.join:mid-command=kill")).toEqual([
      { step: "etcd/start/m1", point: "unrecorded" },
      { step: "kubeadm.join", point: "mid-command" },
    ]);
  });

  it.each(["agent:x:later=kill", "agent:x:unacked", "x:unacked=kill", "agent:x:unacked=panic"])(
    "are refused when they mean nothing: %s",
    (text) => {
      expect(() => parseFailpoints(text)).toThrow(text);
    },
  );
});
