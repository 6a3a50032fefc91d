import { describe, expect, it } from "vitest";
import { knownCause } from "./known-causes.ts";

describe("knownCause", () => {
  // Lines as etcd 3.4.23 writes them.
  it.each([
    ['{"level":"fatal","error":"member 72cb0de881c0096e has already been bootstrapped"}', "ETCD_MEMBER_GONE"],
    ["panic: tocommit(9) is out of range [lastIndex(0)]. Was the raft log corrupted?", "ETCD_MEMBER_GONE"],
    ['{"msg":"request cluster ID mismatch","error":"cluster ID mismatch"}', "ETCD_CLUSTER_MISMATCH"],
    ['{"error":"listen tcp 10.0.0.1:2380: bind: address already in use"}', "PORT_TAKEN"],
    [
      '{"error":"x509: certificate has expired or is not yet valid: current time A is before B"}',
      "CERTIFICATE_INVALID",
    ],
    ['{"error":"remote error: tls: certificate signed by unknown authority"}', "CERTIFICATE_INVALID"],
    ['{"error":"x509: certificate is valid for 127.0.0.2, not 127.0.0.1"}', "CERTIFICATE_INVALID"],
    ['{"msg":"failed to preallocate an initial WAL file","error":"no space left on device"}', "ETCD_MEMBER_DIED"],
    ['{"error":"couldn\'t find local name \\"n9\\" in the initial cluster configuration"}', "ETCD_MEMBER_DIED"],
    ['{"error":"cannot fetch cluster info from peer urls: could not retrieve"}', "ETCD_MEMBER_DIED"],
  ])("knows %s", (line, code) => {
    const cause = knownCause(["etcd started", line, "exited"]);
    expect(cause?.code).toBe(code);
    expect(cause?.fix).not.toBe("");
  });

  it("fault 25: a full disk is named, and that its data can be used once there is room", () => {
    // As etcd 3.4.23 dies on a tmpfs of 40 MB.
    const cause = knownCause([
      '{"level":"warn","msg":"failed to preallocate an initial WAL file","error":"no space left on device"}',
      '{"level":"fatal","msg":"discovery failed","error":"no space left on device"}',
    ]);
    expect(cause).toMatchObject({
      code: "ETCD_MEMBER_DIED",
      cause: "the disk of the data directory is full",
      fix: expect.stringContaining("the data directory can be used as it is"),
    });
  });

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
    const lines = ["x509: certificate has expired or is not yet valid", "cannot fetch cluster info from peer urls"];
    expect(knownCause(lines)?.code).toBe("CERTIFICATE_INVALID");
  });
});
