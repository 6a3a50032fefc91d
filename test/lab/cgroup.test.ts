import { describe, expect, it } from "vitest";
import { parseHierarchies } from "./cgroup.ts";

describe("parseHierarchies", () => {
  it("finds every hierarchy of a hybrid machine, systemd's own first", () => {
    const mountinfo = `24 1 0:22 / /sys/fs/cgroup rw - tmpfs tmpfs rw,mode=755
25 24 0:23 / /sys/fs/cgroup/cpu,cpuacct rw,relatime - cgroup cgroup rw,cpu,cpuacct
26 24 0:24 / /sys/fs/cgroup/systemd rw,relatime shared:9 - cgroup cgroup rw,name=systemd
27 24 0:25 / /sys/fs/cgroup/unified rw,relatime - cgroup2 cgroup rw
28 1 254:0 / /var rw - ext4 /dev/vda rw
`;
    expect(parseHierarchies(mountinfo)).toEqual([
      { mount: "/sys/fs/cgroup/systemd", unified: false },
      { mount: "/sys/fs/cgroup/cpu,cpuacct", unified: false },
      { mount: "/sys/fs/cgroup/unified", unified: true },
    ]);
  });

  it("finds the one hierarchy of cgroup v2", () => {
    const mountinfo = "30 29 0:26 / /sys/fs/cgroup rw,nosuid shared:4 - cgroup2 cgroup2 rw,nsdelegate\n";
    expect(parseHierarchies(mountinfo)).toEqual([{ mount: "/sys/fs/cgroup", unified: true }]);
  });
});
