import type { Report } from "@quorate/shared/command";
import type { AgentMessage } from "@quorate/shared/session-message";
import { expect, test } from "vitest";
import { leaseOf } from "../../../../test/fakes/agent-process.ts";
import type { Connection } from "./connection.ts";
import { Outbox } from "./outbox.ts";

const line = (text: string, dropped = 0): Report => ({ type: "output", lease: leaseOf(), lines: [text], dropped });
const finished = (attempt: number): Report => ({
  type: "finished",
  lease: leaseOf(attempt),
  outcome: "changed",
  drift: [],
  output: null,
  durationMs: 1,
  undone: [],
});

function listener(): { connection: Connection; said: AgentMessage[] } {
  const said: AgentMessage[] = [];
  return { said, connection: { send: (message) => said.push(message) > 0, close: () => undefined } };
}

test("fault 55: a full outbox drops output first and says how much, never a result", () => {
  const outbox = new Outbox();
  for (let count = 0; count < 900; count++) outbox.report(line(`line ${count}`));
  for (let count = 1; count <= 500; count++) outbox.report(finished(count));
  const { connection, said } = listener();
  outbox.attach(connection);
  const reports = said.flatMap((message) => (message.type === "report" ? [message.report] : []));
  const outputs = reports.flatMap((report) => (report.type === "output" ? [report] : []));
  expect(reports.filter(({ type }) => type === "finished")).toHaveLength(500);
  expect(reports).toHaveLength(1_000);
  expect(outputs.reduce((sum, { lines, dropped }) => sum + lines.length + dropped, 0)).toBe(900);
});

test("fault 55: a flood of long lines holds 4 MiB at most while nobody listens, and what it lost is counted", () => {
  const outbox = new Outbox();
  for (let count = 0; count < 800; count++) outbox.report(line("x".repeat(40_000)));
  outbox.report(finished(1));
  const { connection, said } = listener();
  outbox.attach(connection);
  const reports = said.flatMap((message) => (message.type === "report" ? [message.report] : []));
  const outputs = reports.flatMap((report) => (report.type === "output" ? [report] : []));
  const kept = outputs.reduce((sum, { lines }) => sum + lines.join("").length, 0);
  expect(kept).toBeLessThanOrEqual(4 * 1_024 * 1_024);
  expect(kept).toBeGreaterThan(4_000_000);
  expect(outputs.reduce((sum, { lines, dropped }) => sum + lines.length + dropped, 0)).toBe(800);
  expect(reports.at(-1)).toEqual(finished(1));
  outbox.detach();
  outbox.report(line("after"));
  outbox.attach(connection);
  expect(said.at(-1)).toMatchObject({ report: { lines: ["after"], dropped: 0 } });
});

test("a full outbox without output gives up moments, never a result", () => {
  const outbox = new Outbox();
  const mark: Report = { type: "mark", lease: leaseOf(), mark: { name: "m", atNs: 0n, errorNs: 0n } };
  for (let count = 1; count <= 10; count++) outbox.report(finished(count));
  for (let count = 0; count < 5_000; count++) outbox.report(mark);
  expect(outbox.waiting).toBeLessThanOrEqual(1_000);
  const { connection, said } = listener();
  outbox.attach(connection);
  expect(said.filter((message) => message.type === "report" && message.report.type === "finished")).toHaveLength(10);
});

test("an answer is for the stream that asked: it does not wait for the next one", () => {
  const outbox = new Outbox();
  outbox.answer({ type: "facts", requestId: "r", facts: {} as never });
  expect(outbox.waiting).toBe(0);
  const slow = { send: () => false, close: () => undefined };
  outbox.attach(slow);
  outbox.report(line("a"));
  outbox.answer({ type: "facts", requestId: "r", facts: {} as never });
  outbox.detach();
  expect(outbox.waiting).toBe(0);
});
