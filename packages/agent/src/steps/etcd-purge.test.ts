import { describe, expect, it } from "vitest";
import { etcdMember as member } from "../../../../test/fakes/fake-etcd.ts";
import { command, exited, type FakeHostOptions, fakeHost, succeeded } from "../../../../test/fakes/fake-host.ts";
import { fakeStepContext } from "../../../../test/fakes/fake-step-context.ts";
import { InstantClock } from "../../../../test/fakes/instant-clock.ts";
import { below, type KeyRange } from "./etcd/key-range.ts";
import { etcdPurgeBy } from "./etcd-purge.ts";
import type { Answer } from "./http-exchange.ts";

const input = {
  member,
  prefix: "/registry/",
  apiservers: ["192.168.1.90", "192.168.1.91"],
  snapshotDirectory: "/var/lib/quorate-etcd-snapshots",
};
const startMs = 1_700_000_000_000;
const snapshot = `${input.snapshotDirectory}/etcd-${member.generation.clusterId}-m2-20231114T221322Z.db`;
const others = { "/registry-other/y": 1n, "/calico/z": 2n };

/** Keys with the revision that wrote each. */
class FakeRange implements KeyRange {
  readonly keys: Map<string, bigint>;
  revision = 10n;
  clusterId: string = member.generation.clusterId;
  answers = true;
  loseAnswer = false;

  constructor(keys: Readonly<Record<string, bigint>>) {
    this.keys = new Map(Object.entries(keys));
  }

  readonly connect = async (): Promise<KeyRange> => this;

  write(key: string): void {
    this.revision += 1n;
    this.keys.set(key, this.revision);
  }

  #answer<T extends object>(more: T) {
    const header = { clusterId: this.clusterId, memberId: "72cb0de881c0096e", revision: this.revision };
    if (!this.answers) return { ok: false, problem: "HTTP 503: etcdserver: no leader" } as const;
    return { ok: true, value: { ...header, ...more } } as const;
  }

  #below = (prefix: string) => [...this.keys].filter(([key]) => key.startsWith(prefix));

  count = async (prefix: string) => this.#answer({ count: this.#below(prefix).length });
  countAll = async () => this.#answer({ count: this.keys.size });
  names = async (prefix: string) => this.#answer({ names: this.#below(prefix).map(([key]) => key) });
  writtenSince = async (prefix: string, revision: bigint): Promise<Answer<string | undefined>> => ({
    ok: true,
    value: this.#below(prefix).find(([, written]) => written > revision)?.[0],
  });
  databaseBytes = async (): Promise<Answer<number>> => ({ ok: true, value: 30 * 1_048_576 });
  deleteUnchanged = async (prefix: string, revision: bigint): Promise<Answer<number | undefined>> => {
    const doomed = this.#below(prefix);
    if (doomed.some(([, written]) => written > revision)) return { ok: true, value: undefined };
    for (const [key] of doomed) this.keys.delete(key);
    if (!this.loseAnswer) return { ok: true, value: doomed.length };
    this.loseAnswer = false;
    return { ok: false, problem: "no answer within 15000 ms" };
  };
}

interface WorldOptions extends FakeHostOptions {
  readonly keys?: Readonly<Record<string, bigint>>;
  /** Called as time passes, with the milliseconds since the start. */
  readonly later?: (range: FakeRange, ms: number) => void;
  readonly status?: object;
}

function world(options: WorldOptions = {}) {
  const range = new FakeRange({ ...others, "/registry/x": 3n, "/registry/pods/a": 9n, ...options.keys });
  const status = JSON.stringify(options.status ?? { hash: 7, revision: 10, totalKey: 12, totalSize: 1 });
  const host = fakeHost({
    commands: [
      command(["/usr/bin/etcdctl", "--endpoints=https://127.0.0.2:2379"], succeeded()),
      command(["/usr/bin/etcdctl", "snapshot", "status"], succeeded(status)),
    ],
    ...options,
  });
  const clock = new InstantClock((nowMs) => options.later?.(range, nowMs - startMs), startMs);
  return { range, host, ctx: fakeStepContext(host, { clock }), purge: etcdPurgeBy(range.connect) };
}

const kept = Object.keys(others);

describe("etcd.purge", () => {
  it("deletes what lies below the prefix after a snapshot that was read back, and nothing else", async () => {
    const { range, host, ctx, purge } = world();
    expect(await purge.probe(input, ctx)).toEqual([{ what: "keys below /registry/", have: "2", want: "none" }]);
    expect(await purge.apply(input, ctx)).toEqual({ snapshot, deleted: 2 });
    expect([...range.keys.keys()]).toEqual(kept);
    expect(host.executed.map((argv) => argv.slice(-3))).toEqual([
      ["snapshot", "save", snapshot],
      [snapshot, "-w", "json"],
    ]);
    expect(await host.files.status(input.snapshotDirectory)).toMatchObject({ mode: 0o700, uid: 0 });
    expect(ctx.lines.at(-1)).toBe("deleted 2 keys below /registry/; 2 of 2 others are there, untouched");
    expect(await purge.probe(input, ctx)).toEqual([]);
  });

  it("refuses the data of another cluster by the address of its apiserver, before anything is done", async () => {
    const { range, host, ctx, purge } = world({ keys: { "/registry/masterleases/10.0.0.9": 4n } });
    await expect(purge.apply(input, ctx)).rejects.toMatchObject({
      code: "ETCD_PURGE_REFUSED",
      message: "the apiserver of 10.0.0.9 uses the keys below /registry/: they are another cluster's",
    });
    expect(range.keys.size).toBe(5);
    expect(host.executed).toEqual([]);
  });

  it("refuses while somebody writes below the prefix, and names the key", async () => {
    const { range, host, ctx, purge } = world({
      later: (store, ms) => ms === 1_500 && store.write("/registry/leases/kube-scheduler"),
    });
    await expect(purge.apply(input, ctx)).rejects.toMatchObject({
      code: "ETCD_PURGE_REFUSED",
      evidence: ["written just now: /registry/leases/kube-scheduler"],
    });
    expect(range.keys.has("/registry/x")).toBe(true);
    expect(host.executed).toEqual([]);
  });

  it("does not mind what others write beside the prefix", async () => {
    const { range, ctx, purge } = world({
      later: (store) => store.write("/calico/z"),
      status: { hash: 1, revision: 99, totalKey: 9 },
    });
    expect(await purge.apply(input, ctx)).toMatchObject({ deleted: 2 });
    expect([...range.keys.keys()]).toEqual(kept);
  });

  it("waits for the lease of an apiserver of this cluster that was killed", async () => {
    const own = "/registry/masterleases/192.168.1.91";
    const { ctx, purge } = world({
      keys: { [own]: 4n },
      later: (store, ms) => ms >= 15_000 && store.keys.delete(own),
    });
    expect(await purge.apply(input, ctx)).toMatchObject({ deleted: 2 });
    expect(ctx.clock.wallMs() - startMs).toBe(15_000);
  });

  it("takes a lease that nobody renews for a dead one", async () => {
    const { ctx, purge } = world({ keys: { "/registry/masterleases/192.168.1.91": 4n } });
    expect(await purge.apply(input, ctx)).toMatchObject({ deleted: 3 });
    expect(ctx.clock.wallMs() - startMs).toBe(30_000);
  });

  it("deletes nothing when a key was written after the snapshot", async () => {
    const late = world({
      commands: [
        command(["/usr/bin/etcdctl", "snapshot", "status"], () => {
          late.range.write("/registry/late");
          return succeeded('{"hash":7,"revision":10,"totalKey":12}');
        }),
        command(["/usr/bin/etcdctl"], succeeded()),
      ],
    });
    await expect(late.purge.apply(input, late.ctx)).rejects.toMatchObject({ code: "ETCD_PURGE_REFUSED" });
    expect(late.range.keys.size).toBe(5);
  });

  it.each([
    ["an older revision", { hash: 7, revision: 9, totalKey: 12 }],
    ["fewer keys", { hash: 7, revision: 10, totalKey: 1 }],
    ["no hash", { hash: 0, revision: 10, totalKey: 12 }],
    ["no numbers", { hash: "7" }],
  ])("deletes nothing when the snapshot reads back with %s", async (_what, status) => {
    const { range, ctx, purge } = world({ status });
    await expect(purge.apply(input, ctx)).rejects.toThrow(
      `the snapshot ${snapshot} does not stand for what etcd holds`,
    );
    expect(range.keys.size).toBe(4);
  });

  it("deletes nothing when there is no room for the snapshot, or it fails", async () => {
    const full = world({ freeMiB: 93 });
    await expect(full.purge.apply(input, full.ctx)).rejects.toThrow("needs 94 MiB");
    const broken = world({ commands: [command(["/usr/bin/etcdctl"], exited(1, "Error: unexpected EOF"))] });
    await expect(broken.purge.apply(input, broken.ctx)).rejects.toMatchObject({ code: "STEP_COMMAND_FAILED" });
    expect([full.range.keys.size, broken.range.keys.size]).toEqual([4, 4]);
  });

  it("lets etcdutl read the snapshot where there is one, beside the etcd that the unit starts", async () => {
    const { host, ctx, purge } = world({
      files: {
        "/etc/systemd/system/etcd.service": "[Service]\nExecStart=/usr/local/bin/etcd --config-file=x\n",
        "/usr/local/bin/etcdutl": "",
      },
      commands: [
        command(["/usr/local/bin/etcdctl"], succeeded()),
        command(["/usr/local/bin/etcdutl"], succeeded('{"hash":7,"revision":10,"totalKey":12,"version":"3.6.0"}')),
      ],
    });
    await purge.apply(input, ctx);
    expect(host.executed.map(([program]) => program)).toEqual(["/usr/local/bin/etcdctl", "/usr/local/bin/etcdutl"]);
  });

  it("never touches a cluster that is not the plan's", async () => {
    const { range, ctx, purge } = world();
    range.clusterId = "bad";
    await expect(purge.apply(input, ctx)).rejects.toMatchObject({ code: "ETCD_CLUSTER_MISMATCH" });
    expect(range.keys.size).toBe(4);
  });

  it("tells how many went also when the answer to the deletion was lost", async () => {
    const { range, ctx, purge } = world();
    range.loseAnswer = true;
    expect(await purge.apply(input, ctx)).toEqual({ snapshot, deleted: 2 });
    expect([...range.keys.keys()]).toEqual(kept);
  });

  it("fails with etcd's own words when the member has no quorum", async () => {
    const { range, ctx, purge } = world();
    range.answers = false;
    await expect(purge.probe(input, ctx)).rejects.toThrow("cannot count the keys below /registry/");
  });
});

describe("below", () => {
  it("ends before names that only begin alike", () => {
    const { key, range_end: end } = below("/registry/");
    const texts = [key, end].map((each) => Buffer.from(each, "base64").toString());
    expect(texts).toEqual(["/registry/", "/registry0"]);
  });
});
