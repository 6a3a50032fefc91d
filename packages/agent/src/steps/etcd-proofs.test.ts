import { describe, expect, it } from "vitest";
import { FakeEtcd, etcdMember as member } from "../../../../test/fakes/fake-etcd.ts";
import { fakeHost } from "../../../../test/fakes/fake-host.ts";
import { fakeStepContext } from "../../../../test/fakes/fake-step-context.ts";
import { InstantClock } from "../../../../test/fakes/instant-clock.ts";
import { etcdReadProofBy } from "./etcd-read-proof.ts";
import { etcdWriteProofBy } from "./etcd-write-proof.ts";

const proof = { member, key: "/quorate/proof", value: "tok-gen-2" };

describe("etcd.write-proof", () => {
  it("writes, and tells the revision and the ids", async () => {
    const etcd = new FakeEtcd().ready();
    const result = await etcdWriteProofBy(etcd.connect).check(
      { ...proof, ttlSeconds: 60 },
      fakeStepContext(fakeHost()),
    );
    expect(result).toEqual({ revision: "2", clusterId: "1738aa5bc542f849", memberId: "72cb0de881c0096e" });
    expect(etcd.keys.get("/quorate/proof")).toBe("tok-gen-2");
  });

  it("waits through an election", async () => {
    const etcd = new FakeEtcd();
    const start = new InstantClock().wallMs();
    const clock = new InstantClock((nowMs) => void (nowMs > start + 1_000 && etcd.ready()));
    const ctx = fakeStepContext(fakeHost(), { clock });
    await expect(etcdWriteProofBy(etcd.connect).check({ ...proof, ttlSeconds: 60 }, ctx)).resolves.toBeDefined();
  });

  it("gives up with what the member said last", async () => {
    const etcd = new FakeEtcd();
    const write = etcdWriteProofBy(etcd.connect).check({ ...proof, ttlSeconds: 60 }, fakeStepContext(fakeHost()));
    await expect(write).rejects.toMatchObject({
      code: "STEP_COMMAND_FAILED",
      message: "cannot write /quorate/proof through the etcd member of m2: connect ECONNREFUSED",
    });
  });
});

describe("etcd.read-proof", () => {
  const read = (etcd: FakeEtcd) => etcdReadProofBy(etcd.connect).check(proof, fakeStepContext(fakeHost()));

  it("finds what was written through another member", async () => {
    const etcd = new FakeEtcd().ready();
    etcd.keys.set("/quorate/proof", "tok-gen-2");
    expect(await read(etcd)).toEqual({
      clusterId: "1738aa5bc542f849",
      memberId: "72cb0de881c0096e",
      healthy: true,
    });
  });

  it("refuses a member that does not see the write: it is of another cluster", async () => {
    await expect(read(new FakeEtcd().ready())).rejects.toMatchObject({
      code: "ETCD_CLUSTER_MISMATCH",
      message: "m2 reads nothing at /quorate/proof, where tok-gen-2 was written",
    });
  });

  it("refuses a value of another generation", async () => {
    const etcd = new FakeEtcd().ready();
    etcd.keys.set("/quorate/proof", "tok-gen-1");
    await expect(read(etcd)).rejects.toMatchObject({ code: "ETCD_CLUSTER_MISMATCH" });
  });

  it("refuses ids that were not computed beforehand", async () => {
    const etcd = new FakeEtcd().ready();
    etcd.clusterId = "abc";
    await expect(read(etcd)).rejects.toMatchObject({ code: "ETCD_CLUSTER_MISMATCH" });
  });
});
