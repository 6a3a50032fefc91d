import { describe, expect, it } from "vitest";
import { findCause, type KnownCause } from "../known-cause.ts";
import { etcdCauses } from "./known-causes.ts";

const knownCause = (lines: readonly string[]): KnownCause | undefined => findCause(etcdCauses, lines);

// What etcd really says of each cause is recorded: test/causes. Here is what has an order, and what is no cause.
describe("the known causes of etcd", () => {
  it.each([
    ["x509: certificate signed by unknown authority", "another CA"],
    ["x509: certificate specifies an incompatible key usage", "not issued for"],
    ["x509: certificate is valid for 127.0.0.2, not 127.0.0.1", "address that its certificate does not name"],
  ])("fault 38: %s is told apart", (line, cause) => {
    expect(knownCause([line])).toMatchObject({ code: "CERTIFICATE_INVALID", cause: expect.stringContaining(cause) });
  });

  it("does not take the wait for a quorum for a fault", () => {
    const line = "failed to publish local member to cluster through raft: etcdserver: request timed out";
    expect(knownCause([line])).toBeUndefined();
  });

  it("names the cause rather than what follows from it", () => {
    const lines = ["cannot fetch cluster info from peer urls", "x509: certificate has expired or is not yet valid"];
    expect(knownCause(lines)?.code).toBe("CERTIFICATE_INVALID");
  });
});
