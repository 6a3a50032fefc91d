import { describe, expect, it } from "vitest";
import { nameTargets } from "./named-target.ts";
import { sshArguments } from "./ssh-command.ts";
import { parseSshTarget } from "./ssh-target.ts";

describe("a host to reach by ssh", () => {
  it.each([
    ["k8s-1", { host: "k8s-1" }],
    ["root@192.168.1.90", { user: "root", host: "192.168.1.90" }],
    ["k8s-1=admin@ops.example.com:2222", { name: "k8s-1", user: "admin", host: "ops.example.com", port: 2222 }],
    ["fd00::90", { host: "fd00::90" }],
    ["k8s-1=[fd00::90]:22", { name: "k8s-1", host: "fd00::90", port: 22 }],
    ["[fd00::90]", { host: "fd00::90" }],
    ["my_alias", { host: "my_alias" }],
  ])("is read from %s", (text, target) => {
    expect(parseSshTarget(text)).toEqual({ text: text.replace(/^k8s-1=/, ""), ...target });
  });

  it.each([
    "",
    "-oProxyCommand=touch /tmp/x",
    "root@-oProxyCommand=x",
    "-l@host",
    "k8s-1=-oProxyCommand=x",
    "--",
    "host;reboot",
    "host reboot",
    "host\nreboot",
    "$(reboot)",
    "a'b",
    "root@",
    "@host",
    "ro ot@host",
    "root@@host",
    "host:",
    "host:0",
    "host:65536",
    "host:2x",
    "host:22:22",
    "[host]:22",
    "[fd00::90]22",
    "[fd00::90]:-1",
    "K8S_1=host",
    "=host",
    "ssh://host",
    "host/",
    `${"a".repeat(254)}`,
  ])("is not %j, which never comes near a command line", (text) => {
    expect(() => parseSshTarget(text)).toThrow(expect.objectContaining({ code: "USAGE" }));
  });
});

describe("the words of an ssh call", () => {
  const words = sshArguments(parseSshTarget("admin@k8s-1:2222"), {}, "the command");

  it("end with a destination that cannot be an option, and the command", () => {
    expect(words.slice(-7)).toEqual(["-p", "2222", "-l", "admin", "--", "k8s-1", "the command"]);
  });

  it("never ask, and never take a key on trust", () => {
    const options = words.join(" ");
    expect(options).toContain("-o BatchMode=yes -o StrictHostKeyChecking=yes");
    expect(options).toContain("-o ForwardAgent=no");
  });

  it("name the operator's own files and nothing beside them", () => {
    const own = sshArguments(parseSshTarget("k8s-1"), { knownHosts: "/a b/known", identity: "/k/id" }, "c").join(" ");
    expect(own).toContain('-o UserKnownHostsFile="/a b/known" -o GlobalKnownHostsFile=/dev/null');
    expect(own).toContain('-o IdentityFile="/k/id" -o IdentitiesOnly=yes');
  });

  it.each(['/a"b', "/%h", "/$HOME/k", "/a\nb", "/a\\b"])("refuse the path %j, which ssh would change", (identity) => {
    expect(() => sshArguments(parseSshTarget("k8s-1"), { identity }, "c")).toThrow("ssh cannot be given the file");
  });
});

describe("the name that an agent gets", () => {
  const listed = [
    { name: "k8s-master90", address: "192.168.1.90" },
    { name: "k8s-master91", address: "192.168.1.91" },
  ];
  const named = (texts: readonly string[], hosts?: typeof listed) =>
    nameTargets(texts.map(parseSshTarget), hosts).map(({ name, address }) => [name, address]);

  it("is that of cluster.yaml for the address", () => {
    expect(named(["root@192.168.1.91"], listed)).toEqual([["k8s-master91", "192.168.1.91"]]);
  });

  it("is the first part of a DNS name, whose address cluster.yaml knows or is looked up later", () => {
    expect(named(["K8S-master90.example.com"], listed)).toEqual([["k8s-master90", "192.168.1.90"]]);
    expect(named(["k8s-7.example.com"])).toEqual([["k8s-7", undefined]]);
  });

  it("is the one that is typed, also behind another way in", () => {
    expect(named(["k8s-master90=jump-90"], listed)).toEqual([["k8s-master90", "192.168.1.90"]]);
    expect(named(["m1=10.0.0.1"])).toEqual([["m1", "10.0.0.1"]]);
  });

  it.each([
    [["192.168.1.90"], undefined, "192.168.1.90 has no name yet"],
    [["my_alias"], undefined, "my_alias has no name yet"],
    [["10.0.0.9"], listed, "cluster.yaml lists no host 10.0.0.9; it lists k8s-master90 (192.168.1.90)"],
    [["m1=192.168.1.90"], listed, "cluster.yaml lists no host m1"],
    [["m1=10.0.0.1", "m1=10.0.0.2"], undefined, "two of the hosts would be m1"],
    [["m1=10.0.0.1", "m2=root@10.0.0.1"], undefined, "10.0.0.1 is given twice"],
  ])("is missing or wrong for %j", (texts, hosts, message) => {
    expect(() => named(texts, hosts)).toThrow(message);
  });
});
