import { AppError } from "@quorate/shared/errors";
import type { EventRecord } from "@quorate/shared/events";
import { describe, expect, it } from "vitest";
import { fakeStatus } from "../../../../test/fakes/fake-status.ts";
import { failedRun, memberDied } from "../../../../test/fakes/scripted-runs.ts";
import type { LogWish } from "../engine/read-logs.ts";
import { plainLook } from "../report/look.ts";
import { supportFiles } from "./support-files.ts";

const canaries = {
  token: "abcdef.0123456789canary",
  key: `${"ca9a12".repeat(10)}beef`,
  password: "hunter22canary",
  pem: "MIIEcanarycanary",
};

async function* recordsOf(records: readonly EventRecord[]): AsyncIterable<EventRecord> {
  yield* records;
}

function client(readLogs: (wish: LogWish) => Promise<{ readonly lines: string[] }>) {
  const failure = { ...memberDied, evidence: [`--certificate-key ${canaries.key}`, `password=${canaries.password}`] };
  const records = failedRun().records.map((record) =>
    record.event.type === "run.finished" ? { ...record, event: { ...record.event, failure } } : record,
  );
  const status = fakeStatus([{ name: "m1", agentVersion: "0.1.0" }, { name: "m2" }]);
  return { status: async () => status, events: () => recordsOf(records), readLogs };
}

const journal = async ({ unit, host }: LogWish) => ({
  lines:
    unit === "kubelet.service"
      ? [`a line of ${host}`, `--token ${canaries.token}`, `-----BEGIN PRIVATE KEY-----\n${canaries.pem}`]
      : [],
});

const spec = { name: "cluster.yaml", text: `# proxy http://alice:${canaries.password}@10.0.0.9/\nkind: Cluster\n` };
const wish = { version: "0.1.0", lines: 10, look: plainLook, spec };

describe("the support archive", () => {
  it("has what somebody needs who was not there", async () => {
    const paths = (await supportFiles(client(journal), wish)).map(({ path }) => path);
    expect(paths).toEqual(
      [
        ...["versions.txt", "cluster.yaml", "status.json", "health.json", "facts.json", "events.jsonl"],
        ...["hosts.txt", "runs.txt", "steps.txt", "certs.txt", "members.txt"],
        ...["logs/m1/kubelet.log", "logs/m2/kubelet.log"],
      ].map((path) => `support/${path}`),
    );
  });

  it("holds no secret, wherever it came from", async () => {
    const files = await supportFiles(client(journal), wish);
    const all = files.map(({ text }) => text).join("\n");
    for (const canary of Object.values(canaries)) expect(all).not.toContain(canary);
    // What is not secret is still there, and what was JSON still is.
    expect(all).toContain("a line of m1");
    const events = files.find(({ path }) => path.endsWith("events.jsonl"))?.text ?? "";
    for (const line of events.trim().split("\n")) expect(JSON.parse(line)).toHaveProperty("seq");
  });

  it("says of a host that does not answer that its journals were not read", async () => {
    const gone = async (): Promise<never> => {
      throw new AppError("HOST_UNREACHABLE", "m2 is not connected");
    };
    const files = await supportFiles(
      client((asked) => (asked.host === "m2" ? gone() : journal(asked))),
      wish,
    );
    const log = files.find(({ path }) => path === "support/logs/m2/etcd.log");
    expect(log?.text).toBe("not read: HOST_UNREACHABLE: m2 is not connected\n");
  });
});
