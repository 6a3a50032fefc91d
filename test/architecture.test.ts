import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { checkArchitecture, readSources, rooms } from "./architecture.ts";

const file = (path: string, text: string) => ({ path, text });

describe("the house", () => {
  it("is built as its plan says", () => {
    expect(checkArchitecture(readSources("packages"))).toEqual([]);
  });

  it("is drawn in ARCHITECTURE.md with the same rooms in the same order", () => {
    const drawn = readFileSync("ARCHITECTURE.md", "utf8");
    for (const [name, list] of Object.entries(rooms)) expect(drawn).toContain(`${name}: ${list.join(" → ")}`);
  });
});

describe("the architecture check", () => {
  it("names a room that is not on the plan", () => {
    expect(checkArchitecture([file("agent/src/helpers/x.ts", "")])).toEqual([
      'agent/src/helpers/x.ts: room "helpers" is not on the plan of agent',
    ]);
  });

  it("refuses a room that looks up", () => {
    const problems = checkArchitecture([
      file("coordinator/src/plan/a.ts", 'import { b } from "../engine/b.ts";'),
      file("coordinator/src/engine/b.ts", ""),
    ]);
    expect(problems).toEqual(["coordinator/src/plan/a.ts: plan may not look up to engine"]);
  });

  it("refuses agent and coordinator to meet anywhere but in the protocol", () => {
    const text = 'import { x } from "@quorate/coordinator/spec/x";';
    expect(checkArchitecture([file("agent/src/runner/a.ts", text)])).toEqual([
      "agent/src/runner/a.ts: agent may not import coordinator",
    ]);
  });

  it("keeps each third-party package in its owner room", () => {
    const text = 'import forge from "node-forge";';
    expect(checkArchitecture([file("coordinator/src/rpc/a.ts", text)])).toEqual([
      "coordinator/src/rpc/a.ts: node-forge belongs to coordinator/pki",
    ]);
  });

  it("finds a circle of imports, types included", () => {
    const problems = checkArchitecture([
      file("shared/src/step/a.ts", 'import type { B } from "./b.ts";'),
      file("shared/src/step/b.ts", 'import type { A } from "./a.ts";'),
    ]);
    expect(problems).toEqual(["cycle: shared/src/step/a.ts -> shared/src/step/b.ts -> shared/src/step/a.ts"]);
  });
});
