import { describe, expect, it } from "vitest";
import { converge } from "../../../../test/fakes/converge.ts";
import { fakeHost } from "../../../../test/fakes/fake-host.ts";
import { fakeStepContext } from "../../../../test/fakes/fake-step-context.ts";
import { hostSelinux } from "./host-selinux.ts";

const config = "# comment enforcing\nSELINUX=enforcing\nSELINUXTYPE=targeted\n";
const enforcing = () => fakeHost({ files: { "/sys/fs/selinux/enforce": "1", "/etc/selinux/config": config } });

describe("host.selinux", () => {
  it("is permissive now and at boot, and changes one word of the file", async () => {
    const host = enforcing();
    const ctx = fakeStepContext(host);
    expect((await converge(hostSelinux, { mode: "permissive" }, ctx)).after).toEqual([]);
    expect(host.files.text("/sys/fs/selinux/enforce")).toBe("0");
    expect(host.files.text("/etc/selinux/config")).toBe(config.replace("SELINUX=enforcing", "SELINUX=permissive"));
    expect((await converge(hostSelinux, { mode: "permissive" }, ctx)).before).toEqual([]);
  });

  it("touches nothing when it shall be left", async () => {
    const host = enforcing();
    expect((await converge(hostSelinux, { mode: "leave" }, fakeStepContext(host))).before).toEqual([]);
    expect(host.files.text("/sys/fs/selinux/enforce")).toBe("1");
  });

  it("leaves a host alone that has no SELinux or has it disabled", async () => {
    const disabled = fakeHost({ files: { "/etc/selinux/config": "SELINUX=disabled\n" } });
    for (const host of [fakeHost(), disabled]) {
      expect((await converge(hostSelinux, { mode: "permissive" }, fakeStepContext(host))).before).toEqual([]);
    }
  });
});
