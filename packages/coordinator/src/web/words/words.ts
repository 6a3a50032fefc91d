import type { UnitState } from "@quorate/shared/heartbeat";
import type { Language } from "@quorate/shared/language";
import type { StepState } from "../../report/run-progress.ts";
import type { HostStatus, RunStatus } from "../../rpc/status.ts";
import type { AgentState } from "../agent-state.ts";

/** Titles of the parts of a page. */
export interface SectionWords {
  readonly attention: string;
  readonly topology: string;
  readonly timeline: string;
  readonly window: string;
  readonly health: string;
  readonly certificates: string;
  readonly events: string;
  readonly runs: string;
}

/** Column titles of tables. */
export interface ColumnWords {
  readonly host: string;
  readonly agent: string;
  readonly heard: string;
  readonly clock: string;
  readonly memory: string;
  readonly disk: string;
  readonly agentMemory: string;
  readonly member: string;
  readonly database: string;
  readonly leaderChanges: string;
  readonly fsync: string;
  readonly units: string;
  readonly vip: string;
  readonly role: string;
  readonly until: string;
  readonly daysLeft: string;
  readonly seq: string;
  readonly time: string;
  readonly event: string;
  readonly subject: string;
  readonly detail: string;
  readonly phase: string;
  readonly step: string;
  readonly attempt: string;
  readonly start: string;
  readonly took: string;
  readonly outcome: string;
  readonly critical: string;
  readonly error: string;
  readonly from: string;
  readonly to: string;
  readonly roundTrip: string;
}

export interface AttentionWords {
  readonly nothing: string;
  readonly absent: (host: string, reason: string) => string;
  readonly silent: (host: string, reason: string) => string;
  readonly alarm: (host: string, from: string, reason: string) => string;
  readonly revoked: (host: string, by: string) => string;
  readonly onHost: (command: string) => string;
  readonly etcdUnhealthy: (host: string, problem: string) => string;
  readonly noLeader: string;
  readonly manyLeaders: (hosts: string) => string;
  readonly noVipHolder: string;
  readonly manyVipHolders: (hosts: string) => string;
  readonly unitFailed: (host: string, unit: string) => string;
  readonly runFailed: (code: string, message: string) => string;
  readonly runInterrupted: (run: string) => string;
  readonly certificateEnds: (host: string, role: string, days: number) => string;
  readonly clockOff: (host: string, offset: string) => string;
  readonly diskFull: (host: string, left: string) => string;
  readonly slowDisk: (host: string, p99: string) => string;
  readonly notReady: (problem: string) => string;
}

export interface RunWords {
  readonly none: string;
  readonly what: (purpose: RunStatus["purpose"], cluster: string) => string;
  readonly run: (run: string) => string;
  readonly state: Readonly<Record<RunStatus["state"], string>>;
  readonly since: (time: string) => string;
  readonly in: (time: string) => string;
  readonly steps: (done: number, total: number, changed: number) => string;
  readonly by: (operator: string) => string;
  readonly plan: (hash: string) => string;
  readonly cause: string;
  readonly fix: string;
  readonly evidence: string;
  readonly undone: string;
  readonly other: string;
}

export interface TopologyWords {
  readonly summary: (hosts: number, leader: string, holder: string) => string;
  readonly nobody: string;
  readonly leader: string;
  readonly follower: string;
  readonly unhealthy: string;
  readonly vip: string;
  readonly vipNobody: string;
  readonly coordinator: string;
  readonly left: (hosts: number) => string;
  readonly noHost: string;
  readonly role: Readonly<Record<NonNullable<HostStatus["kubernetes"]>, string>>;
  readonly unknown: string;
  readonly edges: string;
}

export interface TimelineWords {
  readonly summary: (hosts: number, attempts: number, time: string, retries: number) => string;
  readonly left: (hosts: number) => string;
  readonly criticalPath: (time: string) => string;
  readonly legend: string;
  readonly barrier: string;
  readonly retry: string;
  readonly nothing: string;
}

export interface WindowWords {
  /** By the name of the moment. */
  readonly moments: Readonly<Record<string, string>>;
  readonly armed: string;
  readonly axis: string;
  readonly outcome: Readonly<Record<"done" | "canceled" | "unneeded" | "open", string>>;
  readonly skew: (skew: string) => string;
  readonly limit: (limit: string) => string;
  readonly uncertainty: string;
  readonly none: string;
  readonly summary: (members: number, verdict: string) => string;
}

/** Everything that a page says by itself. Names, codes, commands and what hosts and logs say stay as they are. */
export interface Words {
  readonly language: Language;
  /** BCP 47. */
  readonly lang: string;
  /** Of this language, in itself. */
  readonly name: string;
  readonly skip: string;
  readonly navigation: string;
  readonly languages: string;
  readonly live: string;
  readonly lost: string;
  readonly asTable: string;
  readonly yes: string;
  readonly at: (time: string) => string;
  readonly foot: (version: string, epoch: string, seq: number) => string;
  readonly reportOf: (run: string) => string;
  readonly newestFirst: (count: number) => string;
  readonly sections: SectionWords;
  readonly columns: ColumnWords;
  readonly agent: Readonly<Record<AgentState, string>>;
  readonly unit: Readonly<Record<UnitState, string>>;
  readonly step: Readonly<Record<StepState, string>>;
  readonly attention: AttentionWords;
  readonly run: RunWords;
  readonly topology: TopologyWords;
  readonly timeline: TimelineWords;
  readonly window: WindowWords;
  /** By the name of the phase; one that is not here is shown as it is. */
  readonly phases: Readonly<Record<string, string>>;
}
