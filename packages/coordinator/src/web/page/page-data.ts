import type { EventRecord } from "@quorate/shared/events";
import type { RunId } from "@quorate/shared/ids";
import { preflightNetwork } from "@quorate/shared/step/preflight";
import type { ClusterState } from "../../journal/cluster-state.ts";
import type { FoldedRun } from "../../journal/folded-run.ts";
import type { StepProgress } from "../../report/run-progress.ts";
import type { ClusterStatus, HostStatus, RunStatus } from "../../rpc/status.ts";
import { agentState } from "../agent-state.ts";
import { type KnownCertificate, knownCertificates } from "../certificates.ts";
import type { Topology, TopologyEdge, TopologyHost } from "../draw/topology.ts";
import type { RunStory } from "../story/run-story.ts";

/** Everything that a page shows, as data: what is drawn from it depends on nothing else. */
export interface PageData {
  readonly status: ClusterStatus;
  /** Milliseconds since 1970. */
  readonly nowMs: number;
  readonly unready: readonly string[];
  readonly certificates: readonly KnownCertificate[];
  readonly topology: Topology;
  /** The run that was asked for, or the last one. */
  readonly story: RunStory | undefined;
  /** Of `story`. */
  readonly runState: RunStatus["state"];
  /** The newest first. */
  readonly runs: readonly FoldedRun[];
  /** The newest first. */
  readonly events: readonly EventRecord[];
}

export interface PageInput {
  readonly status: ClusterStatus;
  readonly state: ClusterState;
  readonly unready: readonly string[];
  readonly story: RunStory | undefined;
  readonly events: readonly EventRecord[];
}

const shownRuns = 8;

export function pageData({ status, state, unready, story, events }: PageInput): PageData {
  const server = [...state.runs].findLast(({ kubernetes }) => kubernetes)?.kubernetes?.server;
  // Members first: they are what the cluster stands on.
  const byName = status.hosts.toSorted((a, b) => a.name.localeCompare(b.name, "en", { numeric: true }));
  const hosts = byName.map(topologyHost).toSorted((a, b) => Number(!a.etcd) - Number(!b.etcd));
  const members = new Set(hosts.filter(({ etcd }) => etcd).map(({ name }) => name));
  return {
    ...{ status: { ...status, hosts: byName }, unready, story },
    runState: stateOf(story, status),
    nowMs: Date.parse(status.at),
    certificates: knownCertificates(state),
    topology: {
      hosts,
      edges: story ? measuredEdges(story).filter(({ hosts: ends }) => ends.every((end) => members.has(end))) : [],
      vip: server?.replace("https://", ""),
    },
    runs: [...state.runs].toReversed().slice(0, shownRuns),
    events: events.toReversed(),
  };
}

/** The run of this name, or the last one when no name is given. */
export function shownRun({ runs }: ClusterState, asked: string | null): FoldedRun | undefined {
  return asked === null ? [...runs].at(-1) : runs.get(asked as RunId);
}

/** A run that is not over and that no coordinator drives is interrupted. */
function stateOf(story: RunStory | undefined, { run }: ClusterStatus): RunStatus["state"] {
  const outcome = story?.progress.finished?.outcome;
  if (outcome) return outcome;
  return run?.run === story?.progress.run && run?.state === "running" ? "running" : "interrupted";
}

function topologyHost(host: HostStatus): TopologyHost {
  const { name, etcd, kubernetes, units, vipHeld, clock } = host;
  const haproxy = units.find((unit) => unit.name === "haproxy.service" && unit.state !== "absent");
  return {
    ...{ name, agent: agentState(host), kubernetes, vipHeld },
    etcd: etcd && memberState(etcd),
    databaseBytes: etcd?.databaseBytes,
    haproxy: haproxy && haproxy.state === "running",
    // The bound of the clock's error is half the round trip of the exchange it was measured by.
    rttMs: clock && clock.errorMs * 2,
  };
}

function memberState({ healthy, leader }: NonNullable<HostStatus["etcd"]>): NonNullable<TopologyHost["etcd"]> {
  if (!healthy) return "unhealthy";
  return leader ? "leader" : "follower";
}

/** The shortest handshake between two hosts in either direction. */
function measuredEdges(story: RunStory): readonly TopologyEdge[] {
  const found = new Map<string, TopologyEdge>();
  for (const edge of [...story.progress.steps.values()].flatMap(reachedFrom)) {
    const key = edge.hosts.join(" ");
    const known = found.get(key);
    if (!known || edge.ms < known.ms) found.set(key, edge);
  }
  return [...found.values()];
}

function reachedFrom({ step, output }: StepProgress): readonly TopologyEdge[] {
  if (step.kind !== "preflight.network") return [];
  // The event log may be of an older version: what cannot be read is not shown.
  const { data } = preflightNetwork.output.safeParse(output);
  return (data?.reached ?? [])
    .filter(({ problem }) => problem === undefined)
    .map(({ host, connectMs: ms }) => {
      const [a = "", b = ""] = [step.host as string, host].sort();
      return { hosts: [a, b], ms };
    });
}
