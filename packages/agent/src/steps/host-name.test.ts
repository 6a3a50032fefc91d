import { AppError } from "@quorate/shared/errors";
import { describe, expect, it } from "vitest";
import { converge } from "../../../../test/fakes/converge.ts";
import { command, fakeHost, succeeded } from "../../../../test/fakes/fake-host.ts";
import { fakeStepContext } from "../../../../test/fakes/fake-step-context.ts";
import { hostName } from "./host-name.ts";

const input = { name: "k8s-master90" };
const localhost = { "/proc/sys/kernel/hostname": "localhost\n", "/etc/hostname": "localhost\n" };

describe("host.name", () => {
  it("names the host now and for the next boot, without starting a program", async () => {
    const host = fakeHost({ files: localhost });
    const { before, after } = await converge(hostName, input, fakeStepContext(host));
    expect(before.map(({ what }) => what)).toEqual(["host name now", "/etc/hostname"]);
    expect(after).toEqual([]);
    expect(host.files.text("/etc/hostname")).toBe("k8s-master90\n");
    expect(host.executed).toEqual([]);
  });

  it("finds nothing to do the second time", async () => {
    const ctx = fakeStepContext(fakeHost({ files: localhost }));
    await converge(hostName, input, ctx);
    expect((await converge(hostName, input, ctx)).output).toBeUndefined();
  });

  it("makes the system call where the kernel's file is closed", async () => {
    const host = fakeHost({
      files: localhost,
      onWrite: (path, text) => {
        if (path.startsWith("/proc/")) throw new AppError("FILE_ACCESS_FAILED", `cannot write ${path}`);
        return text;
      },
      commands: [
        command(["hostname"], ([, name]) => {
          host.files.put("/proc/sys/kernel/hostname", `${name}\n`);
          return succeeded();
        }),
      ],
    });
    expect((await converge(hostName, input, fakeStepContext(host))).after).toEqual([]);
  });

  it("keeps cloud-init from naming the host again, and leaves its own file alone", async () => {
    const host = fakeHost({ files: { ...localhost, "/etc/cloud/cloud.cfg": "preserve_hostname: false\n" } });
    expect((await converge(hostName, input, fakeStepContext(host))).after).toEqual([]);
    expect(host.files.text("/etc/cloud/cloud.cfg.d/99-quorate-hostname.cfg")).toContain("preserve_hostname: true");
    expect(host.files.text("/etc/cloud/cloud.cfg")).toBe("preserve_hostname: false\n");
  });
});
