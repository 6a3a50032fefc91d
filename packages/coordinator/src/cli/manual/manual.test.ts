import { execFileSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { completionScript, manualPages } from "./manual.ts";

const pages = new Map(manualPages("1.2.3").map(({ name, text }) => [name, text]));

describe("the man pages", () => {
  it("has one of the program and one of each command, below others too", () => {
    expect([...pages.keys()]).toEqual(
      expect.arrayContaining([
        "coordinator.1",
        "coordinator-doctor.1",
        "coordinator-token.1",
        "coordinator-token-create.1",
      ]),
    );
  });

  it("tells of a command what its help does, in the form of man(7)", () => {
    const text = pages.get("coordinator-explain.1") ?? "";
    expect(text.slice(0, text.indexOf(".SH EXIT STATUS"))).toMatchInlineSnapshot(`
      ".TH "COORDINATOR\\-EXPLAIN" 1 "" "quorate 1.2.3" "Quorate"
      .SH NAME
      coordinator\\-explain \\- tell what an error code or a check means and what to do
      .SH SYNOPSIS
      .B coordinator explain
      [options] <id>
      .SH DESCRIPTION
      Tell what an error code or a check means and what to do.
      .SH ARGUMENTS
      .TP
      \\fIid\\fR
      as in ETCD_MEMBER_DIED or SWAP\\-FSTAB
      .SH OPTIONS
      .TP
      \\fB\\-h, \\-\\-help\\fR
      display help for command
      "
    `);
  });

  it("names choices and defaults of options, and the defaults of root, whoever builds them", () => {
    const text = pages.get("coordinator-doctor.1") ?? "";
    expect(text).toContain("(one of table, wide, json, jsonl; default: table)");
    expect(text).toContain("(default: /var/lib/quorate\\-coordinator)");
  });

  it("begins no line with what man would take for a request, and has the exit codes and the other pages", () => {
    for (const [name, text] of pages) {
      const requests = text.split("\n").filter((line) => /^[.']/.test(line) && !/^\.(?:TH|SH|TP|B) ?/.test(line));
      expect({ name, requests }).toEqual({ name, requests: [] });
      expect(text).toContain(".SH EXIT STATUS\n.TP\n\\fB0\\fR\ndone\n");
      expect(text).toMatch(/\.SH SEE ALSO\n\\fBcoordinator/);
    }
  });

  it("is there in Chinese too, page for page, with Chinese titles and sentences", () => {
    const chinese = new Map(manualPages("1.2.3", "zh").map(({ name, text }) => [name, text]));
    expect([...chinese.keys()]).toEqual([...pages.keys()]);
    const text = chinese.get("coordinator-explain.1") ?? "";
    expect(text).toContain("coordinator\\-explain \\- 说明一个错误码或检查的含义和该怎么办\n.SH 概要\n");
    expect(text).toContain("\n[选项] <id>\n.SH 描述\n说明一个错误码或检查的含义和该怎么办\n");
    expect(text).toContain(".SH 退出状态\n.TP\n\\fB0\\fR\n完成\n");
    for (const page of chinese.values()) expect(page).not.toMatch(/^\.SH [A-Z]/m);
  });

  it("is the same for the same version", () => {
    expect(manualPages("1.2.3").map(({ text }) => text)).toEqual([...pages.values()]);
  });
});

/** What bash offers after each of these lines; the last word is the one that is being typed. */
function completions(...lines: readonly string[]): readonly string[] {
  const asks = lines.map((line) => {
    const words = line.split(" ").map((word) => `"${word}"`);
    return `COMP_WORDS=(${words.join(" ")}); COMP_CWORD=${words.length - 1}; _coordinator; echo "\${COMPREPLY[*]}"`;
  });
  const script = [completionScript("bash", "1.2.3"), ...asks].join("\n");
  return execFileSync("bash", ["--norc"], { input: script, encoding: "utf8" }).split("\n").slice(0, -1);
}

describe("completion", () => {
  it("in bash: commands, what is below them, arguments, options and their values", () => {
    expect(
      completions(
        "coordinator do",
        "coordinator token cr",
        "coordinator doctor --au",
        "coordinator doctor -o j",
        "coordinator get m",
        "coordinator logs m1 keep",
        "coordinator --state-dir /x",
      ),
    ).toEqual(["doctor", "create", "--audit", "json jsonl", "members", "keepalived", ""]);
  });

  it("in zsh: a function for each command, with descriptions", () => {
    const script = completionScript("zsh", "1.2.3");
    expect(script).toMatch(/^#compdef coordinator\n/);
    expect(script).toContain("'--output[form of the output]:value:(table wide json jsonl)'");
    expect(script).toContain("_coordinator_token_create() {");
    expect(script).toContain("    doctor) _coordinator_doctor ;;");
  });

  it("in fish: words only where they may come", () => {
    const script = completionScript("fish", "1.2.3");
    expect(script).toMatch(/^complete -c coordinator -n '__coordinator_at' -a doctor -d '/m);
    expect(script).toContain("-n '__coordinator_at doctor' -s o -l output -x -a 'table wide json jsonl'");
  });
});
