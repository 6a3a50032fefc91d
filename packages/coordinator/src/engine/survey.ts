import type { Clock } from "@quorate/shared/clock";
import { elapsedMs } from "@quorate/shared/clock";
import type { ClockEstimate } from "@quorate/shared/clock-estimate";
import { AppError } from "@quorate/shared/errors";
import type { HostFacts, WatchTarget } from "@quorate/shared/facts";
import { type HostId, hostId } from "@quorate/shared/ids";
import type { Fleet } from "../fleet/fleet.ts";
import type { ClusterSpec, HostSpec } from "../spec/cluster-spec.ts";

export interface Survey {
  readonly facts: ReadonlyMap<HostId, HostFacts>;
  readonly clocks: ReadonlyMap<HostId, ClockEstimate | undefined>;
}

export interface SurveyPorts {
  readonly fleet: Fleet;
  readonly clock: Clock;
}

/** Waits a moment for agents that just started, and gives the hosts that are connected then. */
export async function connectedHosts(spec: ClusterSpec, { fleet, clock }: SurveyPorts): Promise<readonly HostId[]> {
  const hosts = spec.hosts.map(({ name }) => hostId(name));
  await waitUntil(clock, connectMs, () => hosts.every((host) => fleet.connected(host)));
  return hosts.filter((host) => fleet.connected(host));
}

const pollMs = 50;
/** Agents that just started need a moment to connect. */
const connectMs = 10_000;

/**
 * Fresh facts of every host of the spec, all at once; tells each agent what to watch from now on.
 * Rejects HOST_UNREACHABLE, naming every host whose agent did not connect in time.
 */
export async function survey(
  spec: ClusterSpec,
  { fleet, clock }: SurveyPorts,
  watch: (host: HostSpec) => WatchTarget,
): Promise<Survey> {
  const hosts = spec.hosts.map(({ name }) => hostId(name));
  const connected = await connectedHosts(spec, { fleet, clock });
  const missing = hosts.filter((host) => !connected.includes(host));
  if (missing.length > 0) {
    throw new AppError("HOST_UNREACHABLE", `not connected: ${missing.join(", ")}`, {
      hint: `enrol it (coordinator token create ${missing[0]} --address IP), or on the host: systemctl status quorate-agent`,
    });
  }
  const facts = await Promise.all(
    spec.hosts.map(async (host) => [hostId(host.name), await fleet.facts(hostId(host.name), watch(host))] as const),
  );
  return { facts: new Map(facts), clocks: await clocksOf(hosts, { fleet, clock }) };
}

/** The first heartbeats bring the clocks; a second is enough for them. */
export async function clocksOf(hosts: readonly HostId[], { fleet, clock }: SurveyPorts): Promise<Survey["clocks"]> {
  await waitUntil(clock, 3_000, () => hosts.every((host) => fleet.clock(host)));
  return new Map(hosts.map((host) => [host, fleet.clock(host)]));
}

async function waitUntil(clock: Clock, limitMs: number, ready: () => boolean): Promise<void> {
  const since = clock.monoNs();
  while (!ready() && elapsedMs(clock, since) < limitMs) await clock.sleep(pollMs);
}
