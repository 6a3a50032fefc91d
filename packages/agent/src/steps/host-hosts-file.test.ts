import { describe, expect, it } from "vitest";
import { converge } from "../../../../test/fakes/converge.ts";
import { fakeHost } from "../../../../test/fakes/fake-host.ts";
import { fakeStepContext } from "../../../../test/fakes/fake-step-context.ts";
import { hostHostsFile } from "./host-hosts-file.ts";

const path = "/etc/hosts";
const input = {
  entries: [
    { address: "192.168.1.90", names: ["m90"] },
    { address: "192.168.1.91", names: ["m91"] },
  ],
};
const block = "# BEGIN quorate\n192.168.1.90\tm90\n192.168.1.91\tm91\n# END quorate\n";
const withHosts = (text: string, own = "m90") =>
  fakeHost({ files: { [path]: text, "/proc/sys/kernel/hostname": `${own}\n` } });

describe("host.hosts-file", () => {
  it("adds its block at the end and keeps every other byte", async () => {
    const rest = "127.0.0.1\tlocalhost  # mine\r\n\n::1 ip6-localhost";
    const host = withHosts(rest);
    expect((await converge(hostHostsFile, input, fakeStepContext(host))).after).toEqual([]);
    expect(host.files.text(path)).toBe(`${rest}\n${block}`);
  });

  it("replaces its block where it stands, and drops a second one", async () => {
    const old = "# BEGIN quorate\n10.0.0.9 m9\n# END quorate\n";
    const host = withHosts(`127.0.0.1 localhost\n${old}10.1.1.1 printer\n${old}`);
    await converge(hostHostsFile, input, fakeStepContext(host));
    expect(host.files.text(path)).toBe(`127.0.0.1 localhost\n${block}10.1.1.1 printer\n`);
  });

  it("finds nothing to do the second time", async () => {
    const ctx = fakeStepContext(withHosts("127.0.0.1 localhost\n"));
    await converge(hostHostsFile, input, ctx);
    expect((await converge(hostHostsFile, input, ctx)).before).toEqual([]);
  });

  it("keeps the file's mode", async () => {
    const host = fakeHost({ files: { [path]: { kind: "file", text: "", mode: 0o600, owner: "root" } } });
    await converge(hostHostsFile, input, fakeStepContext(host));
    expect((await host.files.status(path))?.mode).toBe(0o600);
  });

  it("names the line that gives one of our names another address, and does not touch the file", async () => {
    const text = "127.0.0.1 localhost\n10.9.9.9 web M91 # old\n";
    const host = withHosts(text);
    const ctx = fakeStepContext(host);
    expect((await hostHostsFile.probe(input, ctx))[0]).toMatchObject({ what: "/etc/hosts line 2" });
    await expect(hostHostsFile.apply(input, ctx)).rejects.toMatchObject({
      code: "PREFLIGHT_FAILED",
      message: '/etc/hosts line 2 says "10.9.9.9 web M91 # old", the plan says "192.168.1.91 M91"',
    });
    expect(host.files.text(path)).toBe(text);
  });

  it("lets Debian's 127.0.1.1 stand for the host's own name, and for no other's", async () => {
    const ctx = fakeStepContext(withHosts("127.0.1.1 m90\n"));
    expect((await converge(hostHostsFile, input, ctx)).after).toEqual([]);
    const other = fakeStepContext(withHosts("127.0.1.1 m91\n"));
    await expect(hostHostsFile.apply(input, other)).rejects.toMatchObject({ code: "PREFLIGHT_FAILED" });
  });

  it("makes the file where there is none", async () => {
    const host = fakeHost();
    await converge(hostHostsFile, input, fakeStepContext(host));
    expect(host.files.text(path)).toBe(block);
  });
});
