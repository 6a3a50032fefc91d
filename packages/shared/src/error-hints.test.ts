import { expect, test } from "vitest";
import { errorCodes, errorSpec } from "./error-catalogue.ts";

/** Of a command that is spelled out; a name alone, as in `coordinator reset`, only says where to look. */
const spelledOut = /\bcoordinator (?:bootstrap|plan|join|reset)((?: --?[a-z][^\s`]*(?: [^-\s`][^\s`]*)?)+)/g;

test("a command that a way out spells out has all that the command cannot do without", () => {
  const commands = errorCodes.flatMap((code) => [...errorSpec(code).hint.matchAll(spelledOut)].map(([text]) => text));
  expect(commands.filter((text) => !text.includes(" -f "))).toEqual([]);
  expect(commands.filter((text) => text.includes("coordinator reset") && !text.includes(" --etcd-data "))).toEqual([]);
  expect(commands.length).toBeGreaterThan(1);
});
