import { AppError } from "@quorate/shared/errors";
import { describe, expect, it } from "vitest";
import { converge } from "../../../../test/fakes/converge.ts";
import { fakeHost } from "../../../../test/fakes/fake-host.ts";
import { fakeStepContext } from "../../../../test/fakes/fake-step-context.ts";
import { hostSysctl, parameterPath } from "./host-sysctl.ts";

const file = "/etc/sysctl.d/90-quorate.conf";
const values = {
  "net.ipv4.ip_forward": "1",
  "net.ipv4.tcp_rmem": "4096 87380 6291456",
  "net.ipv4.tcp_tw_recycle": "0",
};
const kernelFiles = {
  "/proc/sys/net/ipv4/ip_forward": "0\n",
  "/proc/sys/net/ipv4/tcp_rmem": "4096\t87380\t6291456\n",
};

describe("host.sysctl", () => {
  it("writes what differs, keeps it for the next boot, and leaves out what the kernel lacks", async () => {
    const host = fakeHost({ files: kernelFiles });
    const ctx = fakeStepContext(host);
    const { before, output, after } = await converge(hostSysctl, { file, values }, ctx);
    expect(before).toContainEqual({ what: "net.ipv4.ip_forward", have: "0", want: "1" });
    expect(output).toEqual({ skipped: ["net.ipv4.tcp_tw_recycle"] });
    expect(after).toEqual([]);
    expect(host.files.text(file)).toBe(
      "# managed by quorate\nnet.ipv4.ip_forward = 1\nnet.ipv4.tcp_rmem = 4096 87380 6291456\n",
    );
    expect((await converge(hostSysctl, { file, values }, ctx)).before).toEqual([]);
    expect(host.executed).toEqual([]);
  });

  it("names every key that cannot be written or reads back otherwise", async () => {
    const host = fakeHost({
      files: { "/proc/sys/vm/swappiness": "60\n", "/proc/sys/fs/file-max": "100\n" },
      onWrite: (path, text) => {
        if (path === "/proc/sys/vm/swappiness")
          throw new AppError("FILE_ACCESS_FAILED", `cannot write ${path}: read-only`);
        return path === "/proc/sys/fs/file-max" ? "200\n" : text;
      },
    });
    const input = { file, values: { "vm.swappiness": "0", "fs.file-max": "300" } };
    await expect(hostSysctl.apply(input, fakeStepContext(host))).rejects.toMatchObject({
      code: "STEP_NOT_CONVERGED",
      evidence: [
        "vm.swappiness is 60 and cannot be set to 0: cannot write /proc/sys/vm/swappiness: read-only",
        "fs.file-max reads back 200 after 300 was written",
      ],
    });
  });

  it("tells which file of others wins at boot, and leaves it as it is", async () => {
    const other = "# x\nnet/ipv4/ip_forward=0\n";
    const host = fakeHost({ files: { ...kernelFiles, "/etc/sysctl.d/99-other.conf": other } });
    const ctx = fakeStepContext(host);
    await converge(hostSysctl, { file, values: { "net.ipv4.ip_forward": "1" } }, ctx);
    expect(ctx.lines).toEqual(["/etc/sysctl.d/99-other.conf sets net/ipv4/ip_forward to 0 at boot, after our 1"]);
    expect(host.files.text("/etc/sysctl.d/99-other.conf")).toBe(other);
  });

  it("finds interfaces with a dot in their name", () => {
    expect(parameterPath("net.ipv4.conf.eth0/100.rp_filter")).toBe("/proc/sys/net/ipv4/conf/eth0.100/rp_filter");
    expect(parameterPath("net/ipv4/conf/eth0.100/rp_filter")).toBe("/proc/sys/net/ipv4/conf/eth0.100/rp_filter");
  });
});
