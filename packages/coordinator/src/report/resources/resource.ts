import type { EventRecord } from "@quorate/shared/events";
import type { ClusterState } from "../../journal/cluster-state.ts";
import type { ClusterStatus } from "../../rpc/status.ts";
import type { Column } from "../table.ts";

/** Everything that a list is made of: how things stand, and what was done. Pure data. */
export interface ResourceInput {
  readonly status: ClusterStatus;
  readonly state: ClusterState;
  readonly records: readonly EventRecord[];
  /** Of steps and their like: only this run's; the last one without. */
  readonly run?: string;
}

export interface ResourceItem {
  readonly name: string;
  /** One for each column. */
  readonly cells: readonly string[];
  /** What programs read: names and units are kept. Times are RFC 3339, spans milliseconds, sizes bytes. */
  readonly data: object;
}

/** Things of one kind as `get` shows them. Names come first, ages last; a cell without a value is "-". */
export interface ResourceList {
  /** HostList, RunList, … */
  readonly kind: string;
  readonly singular: string;
  /** Those that are `wide` are left out of the narrow table. */
  readonly columns: readonly (Column & { readonly wide?: boolean })[];
  readonly items: readonly ResourceItem[];
}

export const wide = (title: string): Column & { readonly wide: boolean } => ({ title, wide: true });
