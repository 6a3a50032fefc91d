import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Server, ServerCredentials, type ServerWritableStream, type sendUnaryData } from "@grpc/grpc-js";
import type { EventRecord } from "@quorate/shared/events";
import { wire } from "@quorate/shared/wire/load";
import type { DoctorCheck } from "../../packages/coordinator/src/engine/judge-answer.ts";
import { adminSocketOf } from "../../packages/coordinator/src/journal/state-directory.ts";
import type { ClusterStatus } from "../../packages/coordinator/src/rpc/status.ts";
import { scriptPlan } from "./run-script.ts";

/** What the coordinator of these tests says to whoever asks. */
export interface CannedAnswers {
  readonly status: ClusterStatus;
  readonly records: readonly EventRecord[];
  readonly checks: readonly DoctorCheck[];
  readonly probes: readonly object[];
}

export interface CannedCoordinator {
  readonly stateDir: string;
  readonly stop: () => void;
}

type Unary = (call: unknown, done: sendUnaryData<object>) => void;

const says =
  (answer: object): Unary =>
  (_call, done) =>
    done(null, answer);

/** A coordinator on a state directory of its own that does nothing and answers always the same, for looking at commands. */
export async function cannedCoordinator({
  status,
  records,
  checks,
  probes,
}: CannedAnswers): Promise<CannedCoordinator> {
  const stateDir = mkdtempSync(join(tmpdir(), "quorate-canned-"));
  const started = says({ run: "r-7f3c", since: "1" });
  const server = new Server();
  server.addService(wire().AdminService.service, {
    CreateToken: says({
      ...{ token: "qrt.0123456789abcdef.secret", caHash: `sha256:${"ab".repeat(32)}` },
      ...{ enrolAddress: "192.168.1.5:7444", expiresAt: "2026-01-01T12:15:00.000Z" },
    }),
    Bootstrap: started,
    Reset: started,
    Resume: started,
    Abort: started,
    Plan: says({ planJson: JSON.stringify(scriptPlan()), probesJson: JSON.stringify(probes), savedJson: "" }),
    Diagnose: says({ checksJson: JSON.stringify(checks) }),
    ReadLogs: says({ lines: ["Jan 01 12:00:00 m1 haproxy[7]: Proxy apiserver started."], cursor: "c" }),
    IssueKubeconfig: says({
      ...{ cluster: "prod", server: "https://192.168.1.33:12567", notAfter: "2026-01-02T12:00:00Z" },
      ...{ caPem: "CA", certificatePem: "CERTIFICATE" },
    }),
    RevokeHost: says({}),
    GetStatus: says({ statusJson: JSON.stringify(status) }),
    WatchEvents: (call: ServerWritableStream<unknown, object>) => {
      for (const { seq, at, event } of records) call.write({ seq: String(seq), at, eventJson: JSON.stringify(event) });
      call.end();
    },
  });
  await new Promise<void>((resolve, reject) => {
    const bound = (error: Error | null): void => (error ? reject(error) : resolve());
    server.bindAsync(`unix://${adminSocketOf(stateDir)}`, ServerCredentials.createInsecure(), bound);
  });
  const stop = (): void => {
    server.forceShutdown();
    rmSync(stateDir, { recursive: true });
  };
  return { stateDir, stop };
}
