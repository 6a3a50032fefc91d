import { describe, expect, it } from "vitest";
import { fakeHost } from "../../../../../test/fakes/fake-host.ts";
import { heldByRpm, holdFiles, withExcluded } from "./rpm-hold.ts";

describe("withExcluded", () => {
  it.each([
    ["a main section", "[main]\ngpgcheck=1\n", "[main]\nexclude=qtest\ngpgcheck=1\n"],
    ["an empty file", "", "[main]\nexclude=qtest\n"],
    ["a section that comes later", "[a]\nx=1\n[main]\n", "[a]\nx=1\n[main]\nexclude=qtest\n"],
    ["names of others", "[main]\nexclude=kernel*, foo\nb=1\n", "[main]\nexclude=kernel* foo qtest\nb=1\n"],
    ["dnf's own word", "[main]\nexcludepkgs=foo\n", "[main]\nexclude=foo qtest\n"],
    ["the name itself", "[main]\nexclude=foo qtest\n", "[main]\nexclude=foo qtest\n"],
    ["an exclusion of a repository", "[main]\n[r]\nexclude=foo\n", "[main]\nexclude=qtest\n[r]\nexclude=foo\n"],
  ])("keeps %s", (_, before, after) => {
    expect(withExcluded(before, ["qtest"])).toBe(after);
  });
});

describe("heldByRpm", () => {
  it("reads the lists of both plugins and the exclusions", async () => {
    const { files } = fakeHost({
      files: {
        "/etc/dnf/plugins/versionlock.list": "\n# Added lock on Sun\nhaproxy-0:2.4.22-3.el9.*\nqtest-1:3.4.9-1.*\n",
        "/etc/dnf/dnf.conf": "[main]\nexclude=etcd\n",
        "/etc/yum/pluginconf.d/versionlock.list": "0:haproxy-1.5.18-9.el7.*\n",
      },
    });
    const dnf = await heldByRpm(files, holdFiles.dnf, ["haproxy", "qtest", "etcd", "haproxy-doc", "q"]);
    expect([...dnf]).toEqual(["haproxy", "qtest", "etcd"]);
    expect([...(await heldByRpm(files, holdFiles.yum, ["haproxy", "etcd"]))]).toEqual(["haproxy"]);
  });
});
