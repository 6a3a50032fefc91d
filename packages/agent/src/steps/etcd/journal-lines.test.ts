import { describe, expect, it } from "vitest";
import { etcdMember } from "../../../../../test/fakes/fake-etcd.ts";
import { fakeHost } from "../../../../../test/fakes/fake-host.ts";
import { fakeStepContext } from "../../../../../test/fakes/fake-step-context.ts";
import { FakeSystemd } from "../../../../../test/fakes/fake-systemd.ts";
import { memberJournal, readableLines } from "./journal-lines.ts";

describe("memberJournal", () => {
  it("leaves out what our own questions made etcd write", async () => {
    // As etcd 3.4.23 and 3.5.16 write it.
    const noise = [
      "2026-11-22 19:21:13.8 W | etcdserver/api/etcdhttp: /health error; no leader (status code 503)",
      '{"level":"warn","caller":"etcdhttp/health.go:232","msg":"serving /health false; no leader"}',
      '{"level":"warn","caller":"etcdhttp/health.go:119","msg":"/health error","status-code":503}',
    ];
    const systemd = new FakeSystemd({ units: { "etcd.service": { journal: ["panic: why", ...noise] } } });
    const ctx = fakeStepContext(fakeHost({ commands: [systemd.command] }));
    expect(await memberJournal(ctx, etcdMember)).toEqual(["panic: why"]);
  });
});

describe("readableLines", () => {
  it("shows level, message and error of a line of JSON, and other lines as they are", () => {
    const lines = [
      '{"level":"fatal","ts":"2026-11-22","caller":"etcdmain/etcd.go:271","msg":"discovery failed","error":"couldn\'t find","stacktrace":"a\\nb"}',
      '{"level":"info","msg":"serving"}',
      "panic: tocommit(9) is out of range",
      "{torn",
    ];
    expect(readableLines(lines)).toEqual([
      "fatal: discovery failed: couldn't find",
      "info: serving",
      "panic: tocommit(9) is out of range",
      "{torn",
    ]);
  });
});
