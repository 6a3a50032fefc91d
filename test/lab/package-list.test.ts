import { describe, expect, it } from "vitest";
import { offeredVersions, poolName, wantedNames } from "./package-list.ts";

describe("offeredVersions", () => {
  it("lists the versions of named packages, and nothing of what they merely depend on", () => {
    const index = `Package: etcd-server
Version: 3.5.16-4

Package: libnl-3-200
Version: 3.7.0-0.2+b1

Package: etcd-server
Version: 3.4.23-4+b4
`;
    expect(offeredVersions(index, wantedNames)).toEqual({ "etcd-server": ["3.4.23-4+b4", "3.5.16-4"] });
  });
});

describe("poolName", () => {
  it("drops the epoch, which Debian's file names do not have", () => {
    expect(poolName("keepalived_1%3a2.2.7-1+b2_amd64.deb")).toBe("keepalived_2.2.7-1+b2_amd64.deb");
    expect(poolName("haproxy_2.6.12-1_amd64.deb")).toBe("haproxy_2.6.12-1_amd64.deb");
  });
});
