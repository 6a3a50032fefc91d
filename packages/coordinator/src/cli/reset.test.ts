import type { Plan } from "@quorate/shared/plan";
import { describe, expect, it } from "vitest";
import { factsOf, fakeSpec } from "../../../../test/fakes/cluster.ts";
import { fakeStatus } from "../../../../test/fakes/fake-status.ts";
import { FakeSurroundings } from "../../../../test/fakes/fake-surroundings.ts";
import { RunScript } from "../../../../test/fakes/run-script.ts";
import { buildResetPlan } from "../plan/build-reset-plan.ts";
import { type Confirmation, chosenEtcdData, type ResetClient, type ResetWish, reset } from "./reset.ts";

const spec = fakeSpec();
const plan: Plan = buildResetPlan({
  ...{ spec, specHash: "s", facts: factsOf(spec), options: { etcdData: "keep" } },
});

/** A reset that goes well. */
function script(): RunScript {
  const run = new RunScript(plan).start();
  for (const { name } of plan.phases) run.do(run.steps(name), 1_000);
  return run.end("done");
}

async function play(confirmation: Confirmation, scene: { answer?: string; planOnly?: boolean; down?: "m3" } = {}) {
  const around = new FakeSurroundings(scene.answer === undefined ? {} : { answer: scene.answer });
  const done = script();
  const asked: unknown[] = [];
  const client: ResetClient = {
    status: async () =>
      fakeStatus(["m1", "m2", "m3"].map((name) => ({ name, agent: name === scene.down ? "absent" : "connected" }))),
    createToken: async () => {
      throw new Error("all hosts are there");
    },
    plan: async (_file, probe, wish) => {
      asked.push({ probe, ...wish });
      return { plan, probes: [] };
    },
    reset: async (_file, operator, wish) => {
      asked.push({ operator, ...wish });
      return { run: done.run, since: 1 };
    },
    events: async function* () {
      yield* done.records;
    },
  };
  const wish: ResetWish = {
    file: { text: "", name: "cluster.yaml", files: {}, spec, warnings: [] },
    hosts: spec.hosts,
    next: { afterDone: "coordinator bootstrap -f cluster.yaml", afterFailure: "coordinator reset -f cluster.yaml" },
    ...{ comeBack: "coordinator events --follow", output: "plain", waitMs: 0, etcdData: "keep", confirmation },
    planOnly: scene.planOnly ?? false,
  };
  const code = reset(client, "daemon", wish, around);
  return { code, asked, around };
}

describe("reset", () => {
  it("shows what it will do to each host, asks for the cluster's name, and ends with the command to begin anew", async () => {
    const { code, asked, around } = await play({ yes: false }, { answer: "demo" });
    expect(await code).toBe(0);
    expect(asked).toEqual([
      { probe: false, etcdData: "keep" },
      { operator: "operator", etcdData: "keep", confirm: "demo" },
    ]);
    expect(around.asked).toEqual(["\nType the cluster's name to go on (demo): "]);
    const lines = around.stdout.lines;
    expect(lines.slice(0, 7)).toEqual([
      "This takes the cluster demo down on 3 hosts:",
      "  m1, m2, m3",
      "    - Take Kubernetes off the host",
      "    - Put the host back as it was found, but for etcd",
      "--etcd-data keep: etcd goes on running, with all its data; a cluster that is",
      "made later meets it again.",
      "Packages stay installed, and agents stay enrolled.",
    ]);
    expect(around.stdout.text).toContain("reset of cluster demo");
    expect(around.stdout.text).toContain("reset done: ");
    expect(lines.at(-1)).toBe("Next: coordinator bootstrap -f cluster.yaml");
  });

  it.each(["prod", "", "Demo"])("does nothing when %j is typed", async (answer) => {
    const { code, asked } = await play({ yes: false }, { answer });
    await expect(code).rejects.toMatchObject({ code: "RESET_REFUSED", spec: { exit: 77 } });
    expect(asked).toHaveLength(1);
  });

  it("says of a host that is away that nothing was changed, and what to do when it is gone for good", async () => {
    const { code, asked } = await play({ yes: true, name: "demo" }, { down: "m3" });
    await expect(code).rejects.toMatchObject({
      code: "HOST_UNREACHABLE",
      message: "not connected: m3; nothing was changed",
      hint: expect.stringMatching(/systemctl status quorate-agent.*\n.*gone for good.*coordinator token create/),
    });
    expect(asked).toEqual([]);
  });

  it("does nothing when nobody can be asked", async () => {
    const { code, asked } = await play({ yes: false });
    await expect(code).rejects.toMatchObject({ code: "RESET_REFUSED", message: "there is no terminal to ask on" });
    expect(asked).toHaveLength(1);
  });

  it("does not ask a script that names the cluster", async () => {
    const { code, asked, around } = await play({ yes: true, name: "demo" });
    expect(await code).toBe(0);
    expect(around.asked).toEqual([]);
    expect(asked).toHaveLength(2);
  });

  it.each([[{ yes: true, name: "prod" }], [{ yes: true }], [{ yes: false, name: "prod" }]])(
    "refuses a script with %j before any host is asked anything",
    async (confirmation) => {
      const { code, asked } = await play(confirmation);
      await expect(code).rejects.toMatchObject({ code: "RESET_REFUSED" });
      expect(asked).toEqual([]);
    },
  );

  it("shows the plan and stops, when that is all that is wanted", async () => {
    const { code, asked, around } = await play({ yes: false }, { planOnly: true });
    expect(await code).toBe(0);
    expect(asked).toHaveLength(1);
    expect(around.stdout.lines[0]).toMatch(/^reset of cluster demo · plan /);
  });
});

describe("the choice for etcd's data", () => {
  it.each([undefined, "wipe", ""])("explains all three when it is %j", (text) => {
    try {
      chosenEtcdData(text, "en");
      expect.unreachable();
    } catch (error) {
      expect(error).toMatchObject({ code: "USAGE" });
      const { hint } = error as { hint: string };
      const choices = hint.split("\n").map((line) => line.split(":")[0]);
      expect(choices).toEqual(["--etcd-data keep", "--etcd-data purge", "--etcd-data destroy"]);
    }
  });

  it("is taken as it is typed", () => {
    expect(["keep", "purge", "destroy"].map((text) => chosenEtcdData(text, "en"))).toEqual([
      "keep",
      "purge",
      "destroy",
    ]);
  });
});
