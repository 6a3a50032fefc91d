import type { Clock } from "@quorate/shared/clock";
import type { RunId } from "@quorate/shared/ids";
import type { BundleContents } from "../bundle/manifest.ts";
import type { Fleet } from "../fleet/fleet.ts";
import type { ClusterState } from "../journal/cluster-state.ts";
import type { EventLog } from "../journal/event-log.ts";
import type { SharedPki } from "../plan/shared-pki.ts";
import type { Secrets } from "./secrets.ts";

/** What runs need of the rest of the coordinator. */
export interface RunsPorts {
  readonly fleet: Fleet;
  readonly log: EventLog;
  /** All that is durable is folded in. */
  readonly state: () => ClusterState;
  readonly clock: Clock;
  /** The secrets of one run, the same for as long as it has no end; without a run those of one look at a plan. */
  readonly openSecrets: (run?: RunId) => Promise<Secrets>;
  /** A run has ended: nobody needs its secrets any more. */
  readonly forgetSecrets: () => void;
  readonly sharedPki: () => Promise<SharedPki>;
  /** What the coordinator serves. */
  readonly bundle?: BundleContents | undefined;
  readonly epoch: bigint;
  /** Aborts when the coordinator stops. */
  readonly stopping?: AbortSignal;
}
