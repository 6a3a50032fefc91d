import type { ClusterEvent, EventRecord, EventType } from "@quorate/shared/events";
import type { HostId, RunId } from "@quorate/shared/ids";
import {
  type Alarm,
  bindToken,
  certifyHost,
  connectHost,
  createToken,
  disconnectAll,
  endToken,
  endTokensOf,
  enrolHost,
  type FoldedHost,
  type FoldedToken,
  loseHost,
  raiseAlarm,
  rekeyHost,
  revokeHost,
} from "./folded-host.ts";
import * as runs from "./folded-run.ts";
import { KeyedList } from "./keyed-list.ts";

export interface ClusterState {
  /** Of the last event folded in; 0 for an empty log. */
  readonly seq: number;
  /** Of the last coordinator that started on this log; 0 before the first. */
  readonly epoch: bigint;
  readonly coordinator?: { readonly startedAt: string; readonly version: string };
  readonly hosts: KeyedList<HostId, FoldedHost>;
  /** By the hash of the token's text. */
  readonly tokens: KeyedList<string, FoldedToken>;
  /** The last one of each host; over once the host is enrolled again, or revoked. */
  readonly alarms: KeyedList<string, Alarm>;
  /** In the order in which they were started. */
  readonly runs: KeyedList<RunId, runs.FoldedRun>;
  /** The run that was started and did not finish. */
  readonly currentRun?: RunId;
  /** Events of types that this version does not know, or about things that are not in the log. */
  readonly ignored: number;
  /** Lines of output that hosts said too fast to be kept. */
  readonly droppedLines: number;
}

export const emptyState: ClusterState = {
  seq: 0,
  epoch: 0n,
  hosts: KeyedList.of(),
  tokens: KeyedList.of(),
  alarms: KeyedList.of(),
  runs: KeyedList.of(),
  ignored: 0,
  droppedLines: 0,
};

type Event<T extends EventType> = Extract<ClusterEvent, { type: T }>;
/** Undefined: the event is about something that is not in the log. */
type Fold<T extends EventType> = (
  state: ClusterState,
  event: Event<T>,
  record: EventRecord,
) => ClusterState | undefined;

const unchanged = (state: ClusterState): ClusterState => state;

const folds: { readonly [T in EventType]: Fold<T> } = {
  "coordinator.started": (state, { epoch, version }, { at }) => ({
    ...state,
    epoch: BigInt(epoch),
    coordinator: { startedAt: at, version },
    hosts: disconnectAll(state.hosts),
  }),
  "token.created": (state, event) => ({ ...state, tokens: createToken(state.tokens, event) }),
  "host.enrolled": (state, event, { at }) => ({
    ...state,
    tokens: bindToken(state.tokens, event),
    hosts: enrolHost(state.hosts, event, at),
  }),
  "host.certified": (state, event) => withHosts(state, certifyHost(state.hosts, event)),
  "host.rekeyed": (state, event) => withHosts(state, rekeyHost(state.hosts, event)),
  "host.revoked": (state, event, { at }) => {
    const next = withHosts(state, revokeHost(state.hosts, event, at));
    return next && { ...next, tokens: endTokensOf(next.tokens, event.host) };
  },
  "host.refused": (state, event, { at }) => ({
    ...state,
    tokens: endToken(state.tokens, event),
    alarms: raiseAlarm(state.alarms, event, at),
  }),
  "host.connected": (state, event, { at }) => withHosts(state, connectHost(state.hosts, event, at)),
  "host.lost": (state, event, { at }) => withHosts(state, loseHost(state.hosts, event, at)),
  "run.started": (state, event, record) => ({
    ...state,
    runs: state.runs.with(event.run, runs.startRun(event, record)),
    currentRun: event.run,
  }),
  "run.checked": inRun(runs.checkRun),
  // Who took a run up again or ended it is for whoever asks; what follows from it has events of its own.
  "run.resumed": unchanged,
  "run.aborted": unchanged,
  "lease.granted": inRun(runs.leaseStep),
  // What a step says while it runs is for whoever follows the log; no decision rests on it.
  "step.output": (state, { dropped }) => ({ ...state, droppedLines: state.droppedLines + dropped }),
  "step.mark": unchanged,
  "step.finished": inRun(runs.finishStep),
  "certificate.issued": inRun(runs.certifyStep),
  // For whoever asks who may administer the cluster; nothing here rests on it.
  "kubeconfig.issued": unchanged,
  "barrier.armed": inRun(runs.armBarrier),
  "barrier.fired": inRun(runs.fireBarrier),
  "barrier.finished": inRun(runs.finishBarrier),
  "assertion.judged": inRun(runs.judgeAssertion),
  "run.finished": (state, event, record) => {
    const next = inRun(runs.finishRun)(state, event, record);
    if (next === undefined || next.currentRun !== event.run) return next;
    const { currentRun: _over, ...rest } = next;
    return rest;
  },
};

/** Pure: the state after one more event. An event that cannot be placed is counted and changes nothing else. */
export function foldEvent(state: ClusterState, record: EventRecord): ClusterState {
  const { type } = record.event;
  const known = Object.hasOwn(folds, type) ? (folds[type] as Fold<EventType>) : undefined;
  const next = known?.(state, record.event, record) ?? { ...state, ignored: state.ignored + 1 };
  return { ...next, seq: record.seq };
}

export function foldEvents(records: Iterable<EventRecord>, from: ClusterState = emptyState): ClusterState {
  let state = from;
  for (const record of records) state = foldEvent(state, record);
  return state;
}

function withHosts(state: ClusterState, hosts: ClusterState["hosts"] | undefined): ClusterState | undefined {
  return hosts && { ...state, hosts };
}

function inRun<E extends { readonly run: RunId }>(
  fold: (run: runs.FoldedRun, event: E, record: EventRecord) => runs.FoldedRun | undefined,
): (state: ClusterState, event: E, record: EventRecord) => ClusterState | undefined {
  return (state, event, record) => {
    const run = state.runs.get(event.run);
    const next = run && fold(run, event, record);
    return next && { ...state, runs: state.runs.with(event.run, next) };
  };
}
