import { randomBytes } from "node:crypto";
import { AppError } from "@quorate/shared/errors";
import { hostId, hostNamePattern, runId } from "@quorate/shared/ids";
import type { StepInput, StepOutput } from "@quorate/shared/step/contract";
import { type JournalUnit, journalUnits, mostJournalLines } from "@quorate/shared/step/journal";
import { idOf, step } from "../plan/step-list.ts";
import { type AskPorts, askHosts } from "./ask-hosts.ts";

export interface LogWish {
  readonly host: string;
  /** etcd or etcd.service. */
  readonly unit: string;
  readonly lines: number;
  /** Cursor of an earlier answer; empty for the end of the journal. */
  readonly after: string;
}

export type LogLines = StepOutput<"host.journal">;

const limitMs = 15_000;

/** Rejects USAGE for what nobody may ask, HOST_UNREACHABLE, and as the step fails. */
export async function readLogs(wish: LogWish, ports: Omit<AskPorts, "secrets">): Promise<LogLines> {
  const { host, lines, after } = wish;
  if (!hostNamePattern.test(host))
    throw new AppError("USAGE", `not a host name: ${JSON.stringify(host.slice(0, 100))}`);
  const name = hostId(host);
  const most = Math.min(lines, mostJournalLines);
  const input: StepInput<"host.journal"> = { unit: unitOf(wish.unit), lines: most, ...(after === "" ? {} : { after }) };
  const question = step(idOf("look", "journal", name), "host.journal", name, { title: "Read a unit's journal", input });
  const run = runId(`look-${randomBytes(4).toString("hex")}`);
  const [answer] = await askHosts(
    { steps: [question], mode: "check", run, limitMs },
    { ...ports, secrets: { of: () => ({}) } },
  );
  if (!answer?.failure) return answer?.output as LogLines;
  const { code, message, hint, evidence } = answer.failure;
  throw new AppError(code, message, { hint, evidence });
}

function unitOf(text: string): JournalUnit {
  const unit = journalUnits.find((each) => each === text || each === `${text}.service`);
  if (unit) return unit;
  throw new AppError("USAGE", `the journal of ${JSON.stringify(text.slice(0, 100))} is not to be had`, {
    hint: `there are ${journalUnits.map((each) => each.replace(/\.service$/, "")).join(", ")}`,
  });
}
