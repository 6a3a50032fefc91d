import { describe, expect, it } from "vitest";
import { fakeHost } from "../../../../test/fakes/fake-host.ts";
import { listeningProcess, tcpTable } from "../../../../test/fakes/fake-proc.ts";
import { freePort } from "../../../../test/fakes/free-port.ts";
import { belongsToUnit, socketOwners, tcpListeners } from "./listeners.ts";
import { realFiles } from "./real-files.ts";
import { realNetwork } from "./real-network.ts";

describe("listeners", () => {
  it("reads listening sockets of both families, and no others", async () => {
    const { files } = fakeHost({
      files: {
        "/proc/net/tcp": tcpTable([
          { local: "0100007F:1F90", inode: "11" },
          { local: "5A01A8C0:0CBF", inode: "12" },
          { local: "0100007F:1F91", inode: "13", state: "01" },
        ]),
        "/proc/net/tcp6": tcpTable([
          { local: "00000000000000000000000000000000:192B", inode: "14" },
          { local: "00000000000000000000000001000000:0050", inode: "15" },
          { local: "B80D0120000000000000000001000000:0051", inode: "16" },
        ]),
      },
    });
    expect((await tcpListeners(files)).map(({ address, port }) => `${address} ${port}`)).toEqual([
      "127.0.0.1 8080",
      "192.168.1.90 3263",
      ":: 6443",
      "::1 80",
      "2001:db8:0:0:0:0:0:1 81",
    ]);
  });

  it("finds the process that holds a socket", async () => {
    const { files } = fakeHost({
      files: {
        ...listeningProcess({ pid: 7, command: "other", inode: "1", cgroup: "0::/system.slice/other.service" }),
        ...listeningProcess({ pid: 8, command: "haproxy", inode: "2", cgroup: "0::/system.slice/haproxy.service" }),
      },
    });
    const owners = await socketOwners(files, ["2", "99"]);
    expect([...owners]).toEqual([["2", { pid: 8, command: "haproxy", cgroup: "0::/system.slice/haproxy.service" }]]);
  });

  it("finds this very process on a real kernel", async () => {
    const port = await freePort();
    const close = await realNetwork.listen("127.0.0.1", port);
    const files = realFiles();
    const mine = (await tcpListeners(files)).filter((listener) => listener.port === port);
    const owners = await socketOwners(
      files,
      mine.map(({ inode }) => inode),
    );
    await close();
    expect(mine.map(({ address }) => address)).toEqual(["127.0.0.1"]);
    expect([...owners.values()].map(({ pid }) => pid)).toEqual([process.pid]);
  });

  it("knows a unit's processes by control group, on both versions, and pods as the kubelet's", () => {
    const inGroup = (cgroup: string) => ({ pid: 1, command: "x", cgroup });
    expect(belongsToUnit(inGroup("0::/system.slice/etcd.service"), "etcd.service")).toBe(true);
    expect(belongsToUnit(inGroup("4:pids:/\n1:name=systemd:/system.slice/etcd.service\n"), "etcd.service")).toBe(true);
    expect(belongsToUnit(inGroup("0::/system.slice/my-etcd.service"), "etcd.service")).toBe(false);
    expect(belongsToUnit(inGroup("0::/kubepods.slice/kubepods-pod1.slice/x.scope"), "kubelet.service")).toBe(true);
    expect(belongsToUnit(inGroup("0::/kubepods/pod1"), "etcd.service")).toBe(false);
  });
});
