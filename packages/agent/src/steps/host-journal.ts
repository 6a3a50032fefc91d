import { AppError } from "@quorate/shared/errors";
import { maskSecrets } from "@quorate/shared/secret-shapes";
import type { StepInput, StepOutput } from "@quorate/shared/step/contract";
import { longestJournalLine } from "@quorate/shared/step/journal";
import type { Argv } from "../host/host.ts";
import type { CheckHandler } from "./handler.ts";

/** Says where the lines end, as `journalctl --show-cursor` does after them. */
const cursorLine = /^-- cursor: (\S+)$/;

/** The last lines of one of the units that make a cluster, and of no other; what looks like a secret is taken out here. */
export const hostJournal: CheckHandler<"host.journal"> = {
  type: "check",
  check: async (input, { host, signal }) => {
    const { code, stdout, stderr } = await host.exec(commandOf(input), { signal });
    if (code === 0) return answerOf(stdout, input);
    const said = stderr.trim().split("\n").at(-1) ?? "";
    throw new AppError("STEP_COMMAND_FAILED", `journalctl of ${input.unit} exited ${code}: ${said}`, {
      hint: "is systemd-journald running? on the host: systemctl status systemd-journald",
    });
  },
};

function commandOf({ unit, lines, after }: StepInput<"host.journal">): Argv {
  const from = after === undefined ? [] : [`--after-cursor=${after}`];
  const form = ["-o", "short-iso", "--no-pager", "--quiet", "--show-cursor"];
  return ["journalctl", "-u", unit, "-n", String(lines), ...form, ...from];
}

function answerOf(text: string, { after }: StepInput<"host.journal">): StepOutput<"host.journal"> {
  const all = text.split("\n").filter((line) => line !== "");
  const told = cursorLine.exec(all.at(-1) ?? "")?.[1];
  const cursor = told ?? after;
  // A key is several lines: what belongs together is masked together.
  const shown = maskSecrets((told === undefined ? all : all.slice(0, -1)).join("\n")).split("\n");
  const lines = shown.filter((line) => line !== "").map((line) => line.slice(0, longestJournalLine));
  return { lines, ...(cursor === undefined ? {} : { cursor }) };
}
