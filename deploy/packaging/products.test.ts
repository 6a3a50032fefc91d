import { hostname } from "node:os";
import { describe, expect, it } from "vitest";
import { agentProduct, coordinatorProduct } from "./products.ts";

describe("the manual of a package", () => {
  it("has a page for each command that the program shows, and none for one that it hides", () => {
    expect(agentProduct("1.2.3").pages.map(({ name }) => name)).toEqual([
      "quorate-agent.8",
      "quorate-agent-enroll.8",
      "quorate-agent-run.8",
    ]);
    expect(coordinatorProduct("1.2.3").pages.map(({ name }) => name)).toContain("coordinator-token-create.1");
  });

  it("says defaults of the host it is installed on, not of the one it was made on", () => {
    const enroll = agentProduct("1.2.3").pages.find(({ name }) => name === "quorate-agent-enroll.8")?.text ?? "";
    expect(enroll).toContain("(default: its own name)");
    expect(enroll).not.toContain(`default: ${hostname()}`);
    const text = coordinatorProduct("1.2.3").pages.map((page) => page.text);
    expect(text.join("")).not.toContain(process.cwd());
  });

  it("has the program's files and only its own exit codes", () => {
    const [page] = agentProduct("1.2.3").pages;
    expect(page?.text).toContain(".SH FILES\n.TP\n\\fB/etc/quorate/agent.json\\fR\n");
    expect(page?.text).not.toContain("\\fB130\\fR");
  });
});
