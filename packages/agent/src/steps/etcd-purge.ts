import type { StepInput } from "@quorate/shared/step/contract";
import { type ConnectRange, connectRange, type KeyCount, type KeyRange } from "./etcd/key-range.ts";
import { proven } from "./etcd/proof.ts";
import { beingWritten, refuseInUse } from "./etcd/quiet.ts";
import { saveSnapshot } from "./etcd/snapshot.ts";
import { refuseOtherCluster } from "./etcd/start-watch.ts";
import type { ApplyHandler, StepContext } from "./handler.ts";

type Input = StepInput<"etcd.purge">;

/**
 * Deletes what lies below one prefix, and nothing else, after a snapshot that was read back. The deletion is one transaction that does nothing
 * when a key was written after the snapshot, so that whatever is deleted is in the snapshot.
 */
export function etcdPurgeBy(connect: ConnectRange): ApplyHandler<"etcd.purge"> {
  return {
    type: "apply",

    async probe(input, ctx) {
      const { count } = await counted(await connect(ctx.host.files, input.member), input, ctx);
      return count === 0 ? [] : [{ what: `keys below ${input.prefix}`, have: String(count), want: "none" }];
    },

    async apply(input, ctx) {
      const { member, prefix } = input;
      const range = await connect(ctx.host.files, member);
      refuseOtherCluster(member, await counted(range, input, ctx));
      await refuseInUse(range, input, ctx);
      const before = await counted(range, input, ctx);
      const others = (await countedAll(range, input, ctx)) - before.count;
      const snapshot = await snapshotOf(range, input, before, ctx);
      const told = await proven(ctx, member, `cannot delete the keys below ${prefix}`, () =>
        range.deleteUnchanged(prefix, snapshot.revision, ctx.signal),
      );
      if (told === undefined) throw beingWritten(input);
      // None when an earlier try did it and its answer was lost.
      const deleted = told === 0 ? before.count : told;
      const left = await countedAll(range, input, ctx);
      ctx.output(`deleted ${deleted} keys below ${prefix}; ${left} of ${others} others are there, untouched`);
      return { snapshot: snapshot.path, deleted };
    },
  };
}

export const etcdPurge: ApplyHandler<"etcd.purge"> = etcdPurgeBy(connectRange);

async function snapshotOf(range: KeyRange, input: Input, before: KeyCount, ctx: StepContext) {
  const { member, snapshotDirectory } = input;
  const bytes = await proven(ctx, member, "cannot ask for the size of the database", () =>
    range.databaseBytes(ctx.signal),
  );
  const floor = { revision: before.revision, keys: before.count };
  const snapshot = await saveSnapshot(ctx, member, snapshotDirectory, bytes, floor);
  ctx.output(`snapshot with revision ${snapshot.revision}, read back: ${snapshot.path}`);
  return snapshot;
}

function counted(range: KeyRange, { member, prefix }: Input, ctx: StepContext): Promise<KeyCount> {
  return proven(ctx, member, `cannot count the keys below ${prefix}`, () => range.count(prefix, ctx.signal));
}

async function countedAll(range: KeyRange, { member }: Input, ctx: StepContext): Promise<number> {
  return (await proven(ctx, member, "cannot count the keys", () => range.countAll(ctx.signal))).count;
}
