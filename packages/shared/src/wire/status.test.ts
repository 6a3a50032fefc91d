import { Metadata, type StatusObject, status } from "@grpc/grpc-js";
import { expect, test } from "vitest";
import { errorCodes } from "../error-catalogue.ts";
import { AppError } from "../errors.ts";
import { fromStatus, toStatus } from "./status.ts";

/** What a client gets: a new error object with the status fields, as grpc-js builds it. */
const received = (fields: Partial<StatusObject>): Error => Object.assign(new Error(fields.details), fields);

test.each(errorCodes)("%s comes back with code, message, hint and evidence, and without a stack", (code) => {
  const error = new AppError(code, "on k8s-1: ß", { hint: "do this", evidence: ["line 1"], cause: new Error("inner") });
  const sent = toStatus(error);
  expect(sent.code).toBe(status[error.spec.status]);
  expect(JSON.stringify(sent.metadata.toJSON())).not.toContain("inner");
  expect(fromStatus(received(sent))).toMatchObject({
    code,
    message: "on k8s-1: ß",
    hint: "do this",
    evidence: ["line 1"],
  });
});

test("an error that is not ours says nothing of itself to a peer", () => {
  const sent = toStatus(new Error("canary /etc/quorate/agent/key.pem"));
  expect(JSON.stringify({ ...sent, metadata: sent.metadata.toJSON() })).not.toContain("canary");
  expect(fromStatus(received(sent)).code).toBe("INTERNAL");
});

test("evidence that does not fit into trailers is left out, the rest stays", () => {
  const evidence = Array.from({ length: 100 }, (_, index) => `${index} ${"x".repeat(500)}`);
  const sent = toStatus(new AppError("STEP_COMMAND_FAILED", "apt exited 100", { evidence }));
  const [bytes] = sent.metadata.get("quorate-failure-bin");
  expect(bytes?.length).toBeLessThan(8_192);
  expect(fromStatus(received(sent))).toMatchObject({
    code: "STEP_COMMAND_FAILED",
    message: "apt exited 100",
    evidence: [],
  });
});

test.each([
  [status.UNAVAILABLE, "COORDINATOR_UNREACHABLE"],
  [status.DEADLINE_EXCEEDED, "COORDINATOR_UNREACHABLE"],
  [status.UNIMPLEMENTED, "PROTOCOL_MISMATCH"],
  [status.UNAUTHENTICATED, "PERMISSION_DENIED"],
  [status.RESOURCE_EXHAUSTED, "INTERNAL"],
])("a bare gRPC status %s is told as %s", (code, expected) => {
  expect(fromStatus(received({ code, details: "x", metadata: new Metadata() })).code).toBe(expected);
});

test("a payload that is no failure is ignored", () => {
  const metadata = new Metadata();
  metadata.set("quorate-failure-bin", Buffer.from("{}"));
  expect(fromStatus(received({ code: status.UNAVAILABLE, details: "x", metadata })).code).toBe(
    "COORDINATOR_UNREACHABLE",
  );
});

test("of a connection that did not come about, what the system said is told and no more", () => {
  const details =
    "No connection established. Last error: Error: connect ENOENT /run/quorate/admin.sock. Resolution note: ";
  expect(fromStatus(received({ code: status.UNAVAILABLE, details })).message).toBe(
    "no answer: connect ENOENT /run/quorate/admin.sock",
  );
});
