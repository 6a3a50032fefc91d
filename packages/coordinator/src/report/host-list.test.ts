import { expect, it } from "vitest";
import { fakeStatus } from "../../../../test/fakes/fake-status.ts";
import { hostList } from "./host-list.ts";
import { plainLook } from "./look.ts";
import { statusTable } from "./status-table.ts";

const revoked = { at: "2026-01-01T11:00:00.000Z", by: "alice" };
const status = fakeStatus([
  { name: "m1", certificateUntil: "2026-01-02T06:30:00.000Z" },
  { name: "m2", agent: "absent", certificateUntil: "2026-01-01T11:30:00.000Z" },
  { name: "m3", agent: "absent", certificateUntil: "2026-01-02T06:30:00.000Z", revoked },
  { name: "m4" },
]);

it("shows who was let in, until when, and who was shut out", () => {
  const lines = hostList(status.hosts, status.at, plainLook);
  expect(`\n${lines.join("\n")}\n`).toMatchInlineSnapshot(`
    "
    NAME  AGENT      ENROLLED              CERTIFICATE
    m1    connected  2026-01-01 09:00 UTC  good for 18h
    m2    absent     2026-01-01 09:00 UTC  expired 30m ago; renewed when the agent comes
    m3    revoked    2026-01-01 09:00 UTC  taken back 2026-01-01 11:00 UTC by alice
    m4    connected  2026-01-01 09:00 UTC  <unknown>
    "
  `);
  expect(hostList([], status.at, plainLook)).toEqual([expect.stringContaining("coordinator token create")]);
});

it("a status names a revoked host as such, and the way back in", () => {
  const lines = statusTable(status, plainLook).join("\n");
  expect(lines).toMatch(/^m3 +revoked/m);
  expect(lines).toContain("m3 was revoked by alice; to let it in again: coordinator token create m3");
});

it("a status begins its troubles with an alarm, and the command that ends it", () => {
  const reason = "the join token of m1 was used with another key before";
  const alarms = [{ at: "2026-01-01T11:58:00.000Z", host: "m1", reason, from: "10.0.0.66" }];
  const lines = statusTable({ ...status, alarms }, { ...plainLook, columns: 200 });
  expect(lines.find((line) => line.startsWith("! "))).toBe(
    `! ALARM 2m ago, from 10.0.0.66: ${reason}; to shut it out: coordinator hosts revoke m1`,
  );
});
