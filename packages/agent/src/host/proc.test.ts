import { describe, expect, it } from "vitest";
import { fakeHost } from "../../../../test/fakes/fake-host.ts";
import { mounts, neighbours, procField, protocolCounters, swapAreas } from "./proc.ts";

const { files } = fakeHost({
  files: {
    "/proc/net/arp": `IP address       HW type     Flags       HW address            Mask     Device
10.0.0.2         0x1         0x2         02:00:00:00:00:02     *        eth0
10.0.0.3         0x1         0x0         00:00:00:00:00:00     *        eth0
`,
    "/proc/swaps": "Filename\t\t\tType\t\tSize\t\tUsed\t\tPriority\n/swap\\040file   file\t\t1048572\t0\t-2\n",
    "/proc/self/mounts": "overlay / overlay rw,relatime 0 0\n/dev/sda1 /my\\040data ext4 ro 0 0\n",
    "/proc/net/snmp": "Ip: Forwarding InUnknownProtos\nIp: 1 7\nIcmp: InMsgs\nIcmp: 5\n",
    "/proc/meminfo": "MemTotal:        2048000 kB\nMemFree: 1 kB\n",
  },
});

describe("proc", () => {
  it("knows only the neighbours that answered", async () => {
    expect(await neighbours(files)).toEqual([{ address: "10.0.0.2", mac: "02:00:00:00:00:02", interface: "eth0" }]);
  });

  it("reads swap areas and mounts with blanks in their paths", async () => {
    expect(await swapAreas(files)).toEqual([{ path: "/swap file", kind: "file", sizeKiB: 1_048_572 }]);
    expect(await mounts(files)).toContainEqual({
      source: "/dev/sda1",
      path: "/my data",
      type: "ext4",
      options: ["ro"],
    });
  });

  it("finds a counter by name", async () => {
    expect((await protocolCounters(files, "Ip")).get("InUnknownProtos")).toBe(7);
    expect((await protocolCounters(files, "Tcp")).size).toBe(0);
  });

  it("finds a field and says absent for what is not there", async () => {
    expect(await procField(files, "/proc/meminfo", "MemTotal")).toBe("2048000");
    expect(await procField(files, "/proc/meminfo", "SwapTotal")).toBeUndefined();
    expect(await swapAreas(fakeHost().files)).toEqual([]);
  });
});
