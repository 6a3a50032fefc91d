import { describe, expect, it } from "vitest";
import { FakeFiles } from "../../../../../test/fakes/fake-files.ts";
import { componentStates, knownLogs, plainLine } from "./component-logs.ts";

const folder = "/var/log/pods/kube-system_kube-apiserver-m1_10d89da3/kube-apiserver";
const none = { identities: new Set<string>(), last: new Map<string, number>() };

describe("componentStates", () => {
  it("counts the ends of a container by the number of its newest attempt", async () => {
    const files = new FakeFiles({ files: { [`${folder}/1.log`]: "first\n", [`${folder}/2.log`]: "second\n" } });
    expect(await componentStates(files, "m1", none)).toEqual([
      { component: "kube-apiserver", exits: 2, lines: ["first", "second"] },
    ]);
  });

  it("counts none of an earlier run's", async () => {
    const files = new FakeFiles({ files: { [`${folder}/3.log`]: "old\n" } });
    const before = await knownLogs(files, "m1");
    expect(await componentStates(files, "m1", before)).toEqual([]);
    files.put(`${folder}/4.log`, "new\n");
    expect(await componentStates(files, "m1", before)).toEqual([
      { component: "kube-apiserver", exits: 0, lines: ["new"] },
    ]);
  });

  it("takes the same name for another attempt when it leads to another container", async () => {
    const files = new FakeFiles({ files: { [`${folder}/0.log`]: { kind: "link", target: "/d/a" }, "/d/a": "old" } });
    const before = await knownLogs(files, "m1");
    files.put(`${folder}/0.log`, { kind: "link", target: "/d/b" });
    files.put("/d/b", "new");
    expect(await componentStates(files, "m1", before)).toMatchObject([{ exits: 0, lines: ["new"] }]);
  });

  it("looks at no other node's pods", async () => {
    const files = new FakeFiles({ files: { [`${folder}/2.log`]: "x" } });
    expect(await componentStates(files, "m", none)).toEqual([]);
  });
});

describe("plainLine", () => {
  it.each([
    ["2024-05-19T10:00:00.1Z stderr F Error: context deadline exceeded", "Error: context deadline exceeded"],
    [`{"log":"Error: \\"x\\"\\n","stream":"stderr","time":"2024"}`, 'Error: "x"'],
    ["as it is", "as it is"],
  ])("takes away what the runtime put around %s", (line, plain) => {
    expect(plainLine(line)).toBe(plain);
  });
});
