import type { Clock } from "@quorate/shared/clock";
import { elapsedMs } from "@quorate/shared/clock";
import type { ClockEstimate } from "@quorate/shared/clock-estimate";
import { AppError } from "@quorate/shared/errors";
import type { HostFacts, WatchTarget } from "@quorate/shared/facts";
import { type HostId, hostId } from "@quorate/shared/ids";
import type { Fleet } from "../fleet/fleet.ts";
import { layout } from "../plan/layout.ts";
import { urlHost } from "../plan/url.ts";
import type { ClusterSpec } from "../spec/cluster-spec.ts";
import { controlPlaneHosts } from "../spec/control-plane-hosts.ts";

export interface Survey {
  readonly facts: ReadonlyMap<HostId, HostFacts>;
  readonly clocks: ReadonlyMap<HostId, ClockEstimate | undefined>;
}

const pollMs = 50;

/**
 * Fresh facts of every control-plane host, all at once; tells each agent what to watch from now on.
 * Rejects HOST_UNREACHABLE, naming every host whose agent did not connect within `waitMs`.
 */
export async function survey(spec: ClusterSpec, fleet: Fleet, clock: Clock, waitMs: number): Promise<Survey> {
  const masters = controlPlaneHosts(spec);
  const hosts = masters.map(({ name }) => hostId(name));
  await waitUntil(clock, waitMs, () => hosts.every((host) => fleet.connected(host)));
  const missing = hosts.filter((host) => !fleet.connected(host));
  if (missing.length > 0) {
    throw new AppError("HOST_UNREACHABLE", `not connected: ${missing.join(", ")}`, {
      hint: `enrol it (coordinator token create ${missing[0]} --address IP), or on the host: systemctl status quorate-agent`,
    });
  }
  const facts = await Promise.all(
    masters.map(async ({ name, address }) => {
      const id = hostId(name);
      return [id, await fleet.facts(id, watchTarget(spec, address))] as const;
    }),
  );
  // The first heartbeats bring the clocks; a second is enough for them.
  await waitUntil(clock, 3_000, () => hosts.every((host) => fleet.clock(host)));
  return { facts: new Map(facts), clocks: new Map(hosts.map((host) => [host, fleet.clock(host)])) };
}

function watchTarget(spec: ClusterSpec, address: string): WatchTarget {
  const { pki, clientPort } = layout.etcd;
  return {
    vip: spec.endpoint.vip,
    etcdClientUrl: `https://${urlHost(address)}:${clientPort}`,
    etcdCaFile: `${pki}/client-ca.crt`,
    etcdCertFile: `${pki}/root-client.crt`,
    etcdKeyFile: `${pki}/root-client.key`,
  };
}

async function waitUntil(clock: Clock, limitMs: number, ready: () => boolean): Promise<void> {
  const since = clock.monoNs();
  while (!ready() && elapsedMs(clock, since) < limitMs) await clock.sleep(pollMs);
}
