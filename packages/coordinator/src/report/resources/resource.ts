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

/** Things of one kind as `get` shows them. Names come first, ages last; a cell without a value is "-". Titles and states in English. */
export interface ResourceList {
  /** HostList, RunList, … */
  readonly kind: string;
  readonly singular: string;
  readonly columns: readonly ResourceColumn[];
  readonly items: readonly ResourceItem[];
}

export interface ResourceColumn extends Column {
  /** Left out of the narrow table. */
  readonly wide?: boolean;
  /** Its cells are names of states, which tables have in the reader's language. */
  readonly state?: boolean;
}

export const wide = (title: string): ResourceColumn => ({ title, wide: true });
export const stateColumn = (title: string): ResourceColumn => ({ title, state: true });
