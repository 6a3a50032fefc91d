import { describe, expect, it } from "vitest";
import { fakeHost } from "../../../../../test/fakes/fake-host.ts";
import { fakeStepContext } from "../../../../../test/fakes/fake-step-context.ts";
import type { PreflightInput } from "./check.ts";
import { checkOwnAddress } from "./own-address.ts";
import { checkVipFree } from "./vip-free.ts";
import { checkVrrpQuiet } from "./vrrp-quiet.ts";

const address = "10.9.0.7";
const worker: PreflightInput = {
  address,
  interface: "eth0",
  minimum: { cpus: 2, memoryMiB: 2_000, diskMiB: 2_048, fsyncP99Ms: 60_000 },
  dataDir: "/var/lib/kubelet",
  ports: [{ port: 10250, unit: "kubelet.service" }],
  ignore: [],
};
const host = fakeHost({ addresses: [{ interface: "eth0", address, prefix: 24, mac: "02:00:00:00:00:07" }] });
const ctx = fakeStepContext(host);

describe("a host that never serves the VIP", () => {
  it("may be in a network of its own", async () => {
    expect(await checkOwnAddress(worker, ctx)).toMatchObject([{ id: "IP-LOCAL", severity: "ok" }]);
    expect(await checkOwnAddress({ ...worker, vip: "10.0.0.100" }, ctx)).toMatchObject([{ severity: "error" }]);
  });

  it("is not asked whether the VIP is free, nor who speaks VRRP around it", async () => {
    expect(await checkVipFree(worker, ctx)).toEqual([]);
    expect(await checkVrrpQuiet(worker, ctx)).toEqual([]);
  });
});
