import type { CheckResult } from "@quorate/shared/step/preflight";
import { describe, expect, it } from "vitest";
import { fakeHost } from "../../../../../test/fakes/fake-host.ts";
import { fakeStepContext } from "../../../../../test/fakes/fake-step-context.ts";
import { checkMachine } from "./machine.ts";

const input = {
  address: "192.168.1.90",
  minimum: { cpus: 1, memoryMiB: 1, diskMiB: 1, fsyncP99Ms: 50 },
  dataDir: "/var/lib/quorate-etcd",
  ports: [],
  ignore: [],
};

async function controllers(files: Readonly<Record<string, string>>): Promise<CheckResult | undefined> {
  const found = await checkMachine(input, fakeStepContext(fakeHost({ files })));
  return found.find(({ id }) => id === "CGROUP-CONTROLLERS");
}

const v1 = ["cpuset\t9", "cpu\t2", "cpuacct\t2", "devices\t5", "freezer\t7"].map((row) => `${row}\t12\t1\n`).join("");
const heading = "#subsys_name\thierarchy\tnum_cgroups\tenabled\n";

describe("the control groups without which kubeadm refuses a host", () => {
  it("are looked for in both hierarchies", async () => {
    expect(await controllers({ "/sys/fs/cgroup/cgroup.controllers": "cpuset cpu io memory pids\n" })).toMatchObject({
      severity: "ok",
    });
    expect(await controllers({ "/proc/cgroups": `${heading}${v1}memory\t3\t12\t1\n` })).toMatchObject({
      severity: "ok",
    });
  });

  it.each([
    ["cgroup v2", { "/sys/fs/cgroup/cgroup.controllers": "cpuset cpu io pids\n" }],
    ["cgroup v1", { "/proc/cgroups": `${heading}${v1}memory\t0\t1\t0\n` }],
  ])("are missed by name in %s, with the kernel's option", async (_version, files) => {
    expect(await controllers(files)).toEqual({
      id: "CGROUP-CONTROLLERS",
      severity: "error",
      detail: "the kernel has no control group for memory",
      fix: "boot the kernel with cgroup_enable=memory",
    });
  });
});
