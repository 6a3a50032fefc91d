import { describe, expect, it } from "vitest";
import { agentTree, coordinatorTree } from "./command-tree.ts";
import { manualPage } from "./manual-page.ts";

const page = (tree: ReturnType<typeof agentTree>) =>
  manualPage({
    tree,
    section: 1,
    version: "1.2.3",
    summary: "in short",
    files: [],
    exitCodes: [["0", "done"]],
    seeAlso: [],
  });

describe("the manual", () => {
  it("has every command that the program shows, by its whole name, and none that it hides", () => {
    const heads = [...page(agentTree()).matchAll(/^\.SS "(.*)"$/gm)].map(([, head]) => head);
    expect(heads).toEqual(["enroll", "run"]);
    expect(page(coordinatorTree("1.2.3"))).toContain('.SS "token create <host>"');
  });

  it("says defaults of the host it is installed on, not of the one it was made on", () => {
    const text = page(coordinatorTree("1.2.3"));
    expect(text).toContain("/var/lib/quorate\\-coordinator");
    expect(text).not.toContain(process.cwd());
  });

  it("lets no text become a request to the formatter", () => {
    const tree = { path: ["prog"], description: ".so /etc/passwd", arguments: [], options: [], commands: [] };
    expect(page(tree)).toContain("\n\\&.so /etc/passwd\n");
  });
});
