import { describe, expect, it } from "vitest";
import { command, type FakeHost, type FakeHostOptions, fakeHost, succeeded } from "../../../../test/fakes/fake-host.ts";
import { fakeStepContext } from "../../../../test/fakes/fake-step-context.ts";
import { etcdUser } from "./etcd-user.ts";

const input = { user: "etcd", home: "/var/lib/quorate-etcd" };
const passwd = "root:x:0:0::/root:/bin/sh\n";

function world(files: FakeHostOptions["files"]) {
  const make = () => {
    host.files.put("/etc/passwd", `${passwd}etcd:x:990:990::/:/usr/sbin/nologin\n`);
    return succeeded();
  };
  const host: FakeHost = fakeHost({
    files: { "/etc/passwd": passwd, "/etc/group": "root:x:0:\n", ...files },
    commands: [command(["useradd"], make), command(["systemd-sysusers"], make)],
  });
  return { host, ctx: fakeStepContext(host) };
}

describe("etcd.user", () => {
  it("makes a system user that nobody can log in as, and then finds nothing to do", async () => {
    const { host, ctx } = world({ "/usr/sbin/useradd": "", "/usr/sbin/nologin": "" });
    expect(await etcdUser.probe(input, ctx)).toEqual([{ what: "user etcd", have: "absent", want: "a system user" }]);
    await etcdUser.apply(input, ctx);
    expect(host.executed).toEqual([
      [
        ...["useradd", "--system", "--user-group", "--no-create-home", "--home-dir", "/var/lib/quorate-etcd"],
        ...["--shell", "/usr/sbin/nologin", "--", "etcd"],
      ],
    ]);
    expect(await etcdUser.probe(input, ctx)).toEqual([]);
  });

  it("takes a group of that name that is left over", async () => {
    const { host, ctx } = world({ "/usr/sbin/useradd": "", "/etc/group": "root:x:0:\netcd:x:990:\n" });
    await etcdUser.apply(input, ctx);
    expect(host.executed[0]).toEqual(expect.arrayContaining(["--gid", "etcd"]));
  });

  it("uses systemd-sysusers where there is no useradd", async () => {
    const { host, ctx } = world({});
    await etcdUser.apply(input, ctx);
    expect(host.files.text("/etc/sysusers.d/quorate-etcd.conf")).toBe(
      '# managed by quorate\nu etcd - "etcd" /var/lib/quorate-etcd /bin/false\n',
    );
    expect(await etcdUser.probe(input, ctx)).toEqual([]);
  });
});
