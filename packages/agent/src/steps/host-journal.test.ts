import { stepContracts } from "@quorate/shared/step/contract";
import { describe, expect, it } from "vitest";
import { command, exited, fakeHost, succeeded } from "../../../../test/fakes/fake-host.ts";
import { fakeStepContext } from "../../../../test/fakes/fake-step-context.ts";
import { hostJournal } from "./host-journal.ts";

const input = { unit: "etcd.service", lines: 20 } as const;
const at = "2026-11-28T10:00:00+0000 m1 etcd[77]: ";

async function read(stdout: string, more: { readonly after?: string } = {}) {
  const host = fakeHost({ commands: [command(["journalctl"], succeeded(stdout))] });
  const output = await hostJournal.check({ ...input, ...more }, fakeStepContext(host));
  return { output, argv: host.executed[0] ?? [] };
}

describe("the journal of a unit", () => {
  it("gives the last lines, oldest first, and where they end", async () => {
    const { output, argv } = await read(`${at}one\n${at}two\n-- cursor: s=ab;i=2\n`);
    expect(output).toEqual({ lines: [`${at}one`, `${at}two`], cursor: "s=ab;i=2" });
    expect(argv).toEqual([
      ...["journalctl", "-u", "etcd.service", "-n", "20", "-o", "short-iso"],
      ...["--no-pager", "--quiet", "--show-cursor"],
    ]);
  });

  it("goes on after a cursor, and keeps it when nothing came", async () => {
    const { output, argv } = await read("", { after: "s=ab;i=2" });
    expect(output).toEqual({ lines: [], cursor: "s=ab;i=2" });
    expect(argv.at(-1)).toBe("--after-cursor=s=ab;i=2");
  });

  it("takes secrets out, those of several lines too", async () => {
    const key = `${at}-----BEGIN PRIVATE KEY-----\n${at}MIIEcanary\n${at}-----END PRIVATE KEY-----\n`;
    const { output } = await read(`${at}--token 3vjfpc.647mossfkxl2v6u6\n${key}${at}end\n-- cursor: s=1\n`);
    expect(output.lines.join("\n")).not.toMatch(/canary|647moss/);
    expect(output.lines.at(-1)).toContain("end");
  });

  it("cuts a line that is too long for the contract", async () => {
    const { output } = await read(`${at}${"x".repeat(10_000)}\n`);
    expect(stepContracts["host.journal"].output.safeParse(output).success).toBe(true);
  });

  it.each(["sshd.service", "etcd", "../etcd.service", "--help.service"])("is not to be had of %s", (unit) => {
    expect(stepContracts["host.journal"].input.safeParse({ unit, lines: 1 }).success).toBe(false);
  });

  it("fails with what journalctl says", async () => {
    const host = fakeHost({ commands: [command(["journalctl"], exited(1, "No journal files were found."))] });
    await expect(hostJournal.check(input, fakeStepContext(host))).rejects.toMatchObject({
      code: "STEP_COMMAND_FAILED",
      message: "journalctl of etcd.service exited 1: No journal files were found.",
    });
  });
});
