import { describe, expect, it } from "vitest";
import { parseArguments } from "./cli-arguments.ts";

describe("parseArguments", () => {
  it("takes the options of the lab before and after its command", () => {
    expect(parseArguments(["--id", "b2", "up", "--etcd=3.4"])).toEqual({ name: "up", id: "b2", etcd: "3.4" });
    expect(parseArguments(["reset", "k8s-master91", "--id", "b2"])).toEqual({
      name: "reset",
      id: "b2",
      hosts: ["k8s-master91"],
    });
  });

  it("takes a number of workers for up", () => {
    expect(parseArguments(["up", "--workers", "1"])).toEqual({ name: "up", id: "main", workers: 1 });
  });

  it("leaves every word after the host of exec to the command", () => {
    const expected = { name: "exec", id: "main", host: "k8s-master90", argv: ["ls", "--id", "-l", "--", "x"] };
    expect(parseArguments(["exec", "k8s-master90", "ls", "--id", "-l", "--", "x"])).toEqual(expected);
    expect(parseArguments(["exec", "k8s-master90", "--", "ls", "--id", "-l", "--", "x"])).toEqual(expected);
  });

  it("finds the id of exec before its command only", () => {
    expect(parseArguments(["exec", "--id", "b2", "operator", "true"])).toMatchObject({ id: "b2", argv: ["true"] });
  });

  it.each([
    [[]],
    [["fly"]],
    [["up", "now"]],
    [["up", "--etcd", "3.3"]],
    [["up", "--fast"]],
    [["down", "--etcd", "3.4"]],
    [["down", "--without-kubernetes"]],
    [["up", "--workers", "9"]],
    [["up", "--workers", "one"]],
    [["reset", "--workers", "1"]],
    [["up", "--id", "Main"]],
    [["up", "--id", "-b2"]],
    [["exec", "k8s-master90"]],
  ])("refuses %j with exit code 64", (args) => {
    expect(() => parseArguments(args)).toThrow(expect.objectContaining({ exitCode: 64 }));
  });
});
