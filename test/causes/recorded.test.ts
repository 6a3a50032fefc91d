import { describe, expect, it } from "vitest";
import { tellingLines } from "../../packages/agent/src/steps/etcd/journal-lines.ts";
import { findCause } from "../../packages/agent/src/steps/known-cause.ts";
import { podTroubles } from "../../packages/agent/src/steps/kubeadm/kubelet-causes.ts";
import { casts, provocations, trials } from "./provocations.ts";
import { readCause, rowsOf } from "./read-cause.ts";
import { recorded } from "./recorded-output.ts";

const named = trials.map(([cast, provocation]) => ({
  name: `${cast.version}: ${provocation.what}`,
  cast,
  provocation,
}));

function recordedOf(folder: string, id: string): readonly string[] {
  const [cast, provocation] = [casts.find(({ name }) => name === folder), provocations.find((each) => each.id === id)];
  if (!cast || !provocation) throw new Error(`nothing of ${id} is recorded with ${folder}`);
  return recorded(cast, provocation);
}

// test/e2e/known-causes.test.ts provokes each of them anew; here is what the programs said when that was recorded last.
describe("what real programs said", () => {
  it.each(named)("leads to the cause: $name", ({ cast, provocation: { id, source, code, says } }) => {
    const read = readCause(source, recordedOf(cast.name, id));
    expect(read).toMatchObject({ code, cause: expect.stringContaining(says) });
    expect(read?.fix).not.toBe("");
  });

  it("covers at least thirty causes", () => {
    expect(new Set(trials.map(([cast, { id }]) => `${cast.script} ${id}`)).size).toBeGreaterThanOrEqual(30);
  });

  it("fault 25: of a full disk also says that the data can be used once there is room", () => {
    for (const folder of ["etcd-3.4", "etcd-3.5"]) {
      expect(readCause("etcd", recordedOf(folder, "disk-full"))?.fix).toContain("can be used as it is");
    }
  });

  it("fault 29: of a certificate of the future is read in the journal of the member that refuses it", () => {
    for (const folder of ["etcd-3.4", "etcd-3.5"]) {
      expect(readCause("etcd", recordedOf(folder, "not-yet-valid"))?.cause).toContain("not valid at this host's time");
    }
  });

  it("fault 38: tells a wrong CA, use and name apart, each in the journal of the member that refuses it", () => {
    for (const folder of ["etcd-3.4", "etcd-3.5"]) {
      const said = ["other-ca", "wrong-usage", "wrong-san"].map(
        (id) => readCause("etcd", recordedOf(folder, id))?.cause,
      );
      expect(said).toEqual([
        "a peer's certificate is of another CA",
        "a certificate is used for what it was not issued for",
        "a peer connects from an address that its certificate does not name",
      ]);
    }
  });

  it("names the cause of a panic though the stacks after it are longer than what is shown", () => {
    const lines = tellingLines(recordedOf("etcd-3.5", "lost-data"));
    expect(lines.slice(-20).some((line) => line.includes("tocommit"))).toBe(false);
    expect(readCause("etcd", lines)?.code).toBe("ETCD_MEMBER_GONE");
  });

  it("does not read an earlier start's trouble as this one's", () => {
    const start = "Starting etcd.service - etcd member of the Kubernetes control plane...";
    const lines = [...recordedOf("etcd-3.5", "port-taken"), start, '{"level":"info","msg":"Running: "}'];
    expect(readCause("etcd", lines)).toBeUndefined();
  });
});

describe("every row of known causes", () => {
  const said = trials.map(([cast, { source, id }]) => ({ source, lines: recordedOf(cast.name, id) }));
  const all = Object.entries({ ...rowsOf, pods: podTroubles });

  it.each(all)("of %s gives a way out", (_source, rows) => {
    for (const [, , cause, fix] of rows) expect([cause, fix]).not.toContain("");
  });

  it("is proved by a program's own words, but for those that are read in sources only", () => {
    const unproved = Object.entries(rowsOf).flatMap(([source, rows]) =>
      rows.filter((row) => !said.some((each) => each.source === source && findCause([row], each.lines))),
    );
    expect(unproved.map(([, , cause]) => cause)).toEqual(Object.keys(notProvoked));
  });
});

/** Causes that the programs at hand cannot say, and where their messages were read. */
const notProvoked: Readonly<Record<string, string>> = {
  "the host uses cgroup v1, which the kubelet refuses since Kubernetes 1.35": "pkg/kubelet/server.go of 1.35",
  "another process holds a port of the kubelet: $1":
    "a kubelet that comes so far makes control groups of the whole machine",
  "etcd of the cluster has a learner that was never promoted, and takes no second one": "kubeadm since 1.27",
  "this host's new etcd member did not catch up with the leader": "kubeadm since 1.27",
  "the cluster's etcd is not healthy, so it takes no new member": "etcd 3.4, server/etcdserver/errors.go",
  "etcd of the cluster has no quorum": "etcd 3.4, server/etcdserver/errors.go",
  "the disk of the host is full": "the kernel's words, which etcd's row proves",
};
