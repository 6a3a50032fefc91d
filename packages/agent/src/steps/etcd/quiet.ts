import { elapsedMs } from "@quorate/shared/clock";
import { AppError } from "@quorate/shared/errors";
import type { StepInput } from "@quorate/shared/step/contract";
import { sameAddress } from "../../host/addresses.ts";
import type { StepContext } from "../handler.ts";
import type { KeyRange } from "./key-range.ts";
import { proven } from "./proof.ts";

type Input = StepInput<"etcd.purge">;

/** The leader elections of a running control plane write every 2 s (client-go's retry period). */
const leastQuietMs = 2_000;
/** The lease of an apiserver that was killed ends after 15 s (DefaultEndpointReconcilerTTL), later when etcd changed its leader meanwhile. */
const leaseMs = 30_000;
const pollMs = 500;

/**
 * Waits until nobody can be using what lies below the prefix. Rejects ETCD_PURGE_REFUSED when another host's apiserver holds a lease
 * there, or when somebody writes. A lease of a stopped apiserver of ours is waited out.
 */
export async function refuseInUse(range: KeyRange, input: Input, ctx: StepContext): Promise<void> {
  const { member, prefix } = input;
  const started = ctx.clock.monoNs();
  const first = await leases(range, input, ctx);
  for (;;) {
    await ctx.clock.sleep(pollMs, ctx.signal);
    const { held } = await leases(range, input, ctx);
    const written = await proven(ctx, member, `cannot look below ${prefix}`, () =>
      range.writtenSince(prefix, first.revision, ctx.signal),
    );
    if (written !== undefined) throw beingWritten(input, written);
    const waited = elapsedMs(ctx.clock, started);
    // A lease that nobody renews for so long and that is still there belongs to nobody.
    if (waited >= leastQuietMs && (held.length === 0 || waited >= leaseMs)) return;
  }
}

async function leases(
  range: KeyRange,
  input: Input,
  ctx: StepContext,
): Promise<{ readonly held: readonly string[]; readonly revision: bigint }> {
  const place = `${input.prefix}masterleases/`;
  const { names, revision } = await proven(ctx, input.member, `cannot look below ${place}`, () =>
    range.names(place, ctx.signal),
  );
  const held = names.map((name) => name.slice(place.length));
  const strangers = held.filter((address) => !input.apiservers.some((own) => sameAddress(own, address)));
  if (strangers.length > 0) throw strangersAt(input, strangers);
  return { held, revision };
}

function strangersAt({ prefix, apiservers }: Input, strangers: readonly string[]): AppError {
  const who = strangers.join(", ");
  return new AppError(
    "ETCD_PURGE_REFUSED",
    `the apiserver of ${who} uses the keys below ${prefix}: they are another cluster's`,
    {
      hint: `if ${who} was a control-plane host of this cluster, stop its kube-apiserver and run again after 30 s; or keep the data`,
      evidence: [
        `apiservers of this cluster: ${apiservers.join(", ")}`,
        ...strangers.map((each) => `${prefix}masterleases/${each}`),
      ],
    },
  );
}

export function beingWritten({ prefix }: Input, key?: string): AppError {
  return new AppError("ETCD_PURGE_REFUSED", `somebody is writing below ${prefix}`, {
    evidence: key === undefined ? [] : [`written just now: ${key.slice(0, 200)}`],
  });
}
