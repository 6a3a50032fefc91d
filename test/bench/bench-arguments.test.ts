import { describe, expect, it } from "vitest";
import { benchNames, needsAnsible, parseArguments, usage } from "./bench-arguments.ts";

describe("parseArguments", () => {
  it("needs a name and nothing else", () => {
    expect(parseArguments(["rerun"])).toEqual({
      name: "rerun",
      id: "bench",
      rounds: undefined,
      serialRounds: 1,
      asIs: false,
      json: false,
      keep: false,
      assert: false,
    });
  });

  it.each(benchNames)("knows %s, and says in its usage what it is", (name) => {
    expect(parseArguments([name]).name).toBe(name);
    expect(usage).toMatch(new RegExp(`^  ${name} +\\S`, "m"));
  });

  it("takes counts of rounds; none is a count for the serial start alone", () => {
    expect(parseArguments(["etcd-start", "--rounds", "30", "--rounds-serial", "0"])).toMatchObject({
      rounds: 30,
      serialRounds: 0,
    });
    expect(() => parseArguments(["etcd-start", "--rounds", "0"])).toThrow("--rounds is a count from 1");
    expect(() => parseArguments(["etcd-start", "--rounds=-1"])).toThrow("--rounds is a count from 1");
  });

  it.each([[[]], [["rerun", "etcd-start"]], [["reruns"]], [["rerun", "--fast"]]])("refuses %j", (args) => {
    expect(() => parseArguments(args)).toThrow();
  });
});

describe("needsAnsible", () => {
  it("spares a benchmark without a playbook the installation", () => {
    expect(benchNames.filter((name) => !needsAnsible(name))).toEqual(["etcd-start", "join", "footprint"]);
  });
});
