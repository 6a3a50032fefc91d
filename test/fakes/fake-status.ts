import { hostId } from "@quorate/shared/ids";
import type { ClusterStatus, HostStatus } from "../../packages/coordinator/src/rpc/status.ts";

export type FakeHostStatus = Omit<Partial<HostStatus>, "name"> & { readonly name: string };

/** A status of these hosts; what is not said of a host is as right after its enrolment. */
export function fakeStatus(hosts: readonly FakeHostStatus[], rest: Partial<ClusterStatus> = {}): ClusterStatus {
  return {
    apiVersion: "quorate.dev/v1alpha1",
    kind: "ClusterStatus",
    at: "2026-01-01T12:00:00.000Z",
    coordinator: { version: "0.1.0", epoch: "3", startedAt: "2026-01-01T10:00:00.000Z", seq: 149 },
    hosts: hosts.map((host) => ({
      agent: "connected",
      enrolledAt: "2026-01-01T09:00:00.000Z",
      units: [],
      vipHeld: false,
      ...host,
      name: hostId(host.name),
    })),
    alarms: [],
    vipHolders: [],
    ...rest,
  };
}
