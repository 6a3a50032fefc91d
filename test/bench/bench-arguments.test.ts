import { describe, expect, it } from "vitest";
import { parseArguments } from "./bench-arguments.ts";

describe("parseArguments", () => {
  it("needs a name and nothing else", () => {
    expect(parseArguments(["rerun"])).toEqual({
      name: "rerun",
      id: "bench",
      rounds: undefined,
      serialRounds: 1,
      json: false,
      keep: false,
      assert: false,
    });
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
