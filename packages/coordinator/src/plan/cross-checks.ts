import type { CheckId } from "@quorate/shared/check-catalogue";
import type { ClockEstimate } from "@quorate/shared/clock-estimate";
import type { HostFacts } from "@quorate/shared/facts";
import type { HostId } from "@quorate/shared/ids";
import type { CheckResult } from "@quorate/shared/step/preflight";
import type { ClusterSpec } from "../spec/cluster-spec.ts";

export interface CrossCheckInput {
  readonly spec: ClusterSpec;
  readonly facts: ReadonlyMap<HostId, HostFacts>;
  readonly clocks: ReadonlyMap<HostId, ClockEstimate | undefined>;
}

/** What no host can see alone: things that must differ between hosts, and clocks that must not. */
export function crossCheck(input: CrossCheckInput): readonly CheckResult[] {
  const { spec, facts } = input;
  const duplicates = [
    unique(
      "HOSTNAME",
      "host name",
      facts,
      (host) => namesOf(spec, host),
      "leave spec.system.setHostName on, or name them apart",
    ),
    unique(
      "MACHINE-ID",
      "machine id",
      facts,
      (host) => [host.machineId],
      "systemd-machine-id-setup after removing /etc/machine-id",
    ),
    unique(
      "PRODUCT-UUID",
      "product UUID",
      facts,
      (host) => [host.productUuid],
      "give each virtual machine its own UUID",
    ),
    unique("MAC", "MAC address", facts, (host) => macsOf(spec, host), "give each network card its own address"),
  ];
  return [...duplicates, ...clockChecks(input)].map((check) => applyIgnore(check, spec.preflight.ignore));
}

/** A name that this run sets needs no check: names of the spec are unique. */
function namesOf(spec: ClusterSpec, facts: HostFacts): readonly string[] {
  return spec.system.setHostName ? [] : [facts.hostname];
}

/** Only the card that carries the host's address counts: bridges and tunnels repeat addresses by design. */
function macsOf(spec: ClusterSpec, facts: HostFacts): readonly string[] {
  const address = spec.hosts.find((host) => host.name === facts.host)?.address;
  return facts.interfaces
    .filter((nic) => nic.addresses.some((cidr) => cidr.split("/")[0] === address))
    .map((nic) => nic.mac);
}

function unique(
  id: CheckId,
  what: string,
  facts: ReadonlyMap<HostId, HostFacts>,
  values: (host: HostFacts) => readonly string[],
  fix: string,
): CheckResult {
  const owners = new Map<string, string[]>();
  for (const host of facts.values()) {
    for (const value of values(host)) if (value !== "") owners.set(value, [...(owners.get(value) ?? []), host.host]);
  }
  const shared = [...owners].filter(([, hosts]) => hosts.length > 1);
  if (shared.length === 0) return { id, severity: "ok", detail: `every host has its own ${what}`, fix: "" };
  const detail = shared.map(([value, hosts]) => `${hosts.join(" and ")} have the same ${what} ${value}`).join("; ");
  return { id, severity: "error", detail, fix };
}

function clockChecks({ spec, clocks }: CrossCheckInput): readonly CheckResult[] {
  const limit = spec.preflight.maxClockOffsetMs;
  return [...clocks].map(([host, clock]) => {
    if (!clock)
      return {
        id: "CLOCK",
        severity: "error",
        detail: `${host}: its clock was not measured yet`,
        fix: "run again in a few seconds",
      };
    const offset = Number(clock.wallOffsetNs) / 1e6;
    const error = Number(clock.errorNs) / 1e6;
    const detail = `${host}: clock ${offset >= 0 ? "behind" : "ahead"} by ${Math.abs(offset).toFixed(1)} ms ±${error.toFixed(1)} (limit ${limit} ms)`;
    // Only what is certainly beyond the limit is an error: the true offset lies within the error bound.
    const beyond = Math.abs(offset) - error > limit;
    return beyond
      ? { id: "CLOCK", severity: "error", detail, fix: `on ${host}: set the clock, e.g. chronyc makestep` }
      : { id: "CLOCK", severity: "ok", detail, fix: "" };
  });
}

function applyIgnore(check: CheckResult, ignored: readonly string[]): CheckResult {
  return check.severity === "error" && ignored.includes(check.id) ? { ...check, severity: "ignored" } : check;
}
