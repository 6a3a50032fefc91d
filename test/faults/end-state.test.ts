import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { differences, digestOf, filesOf, listFiles } from "./end-state.ts";

const listing = (config: string, mode = "600") =>
  [
    `--- file: f ${mode} root:root /etc/etcd/etcd.conf.yml \n${config}\n`,
    "--- file: f 600 root:root /etc/quorate/pki/etcd/peer.key \n",
    "--- file: l 777 root:root /etc/systemd/system/multi-user.target.wants/etcd.service /lib/systemd/system/etcd.service\n",
    "--- file: f 600 root:root /etc/quorate/agent.json \n{}\n",
  ].join("");
const stateOf = (text: string) => new Map(filesOf(text));
const one = "initial-cluster-token: lab-0a1b2c3d4e5f6071\nname: m1";

describe("the end state of a run", () => {
  it("is the same when only what is new in every run differs", () => {
    const other = stateOf(listing(one.replace("0a1b2c3d4e5f6071", "ffffffffffffffff")));
    expect(differences(stateOf(listing(one)), other)).toEqual([]);
    expect(digestOf(other)).toBe(digestOf(stateOf(listing(one))));
  });

  it("leaves out what enrolment brings", () => {
    expect([...stateOf(listing(one)).keys()]).not.toContain("/etc/quorate/agent.json");
  });

  it("leaves out docker's own key, and what kubectl remembers for whoever looked", () => {
    const others = [
      "--- file: f 600 root:root /etc/docker/key.json \n{}\n",
      "--- file: d 750 root:root /root/.kube/cache \n",
    ];
    expect(differences(stateOf(listing(one)), stateOf(listing(one) + others.join("")))).toEqual([]);
  });

  it.each([
    ["a line", listing(`${one}2`), "/etc/etcd/etcd.conf.yml"],
    ["a mode", listing(one, "644"), "/etc/etcd/etcd.conf.yml"],
    [
      "a key that is not there",
      listing(one).replace(/--- file: f 600 root:root \/etc\/quorate\/pki.*\n/, ""),
      "peer.key: absent",
    ],
    ["where a link leads", listing(one).replace("/lib/systemd", "/dev/null"), "multi-user.target.wants/etcd.service"],
  ])("is another one with another %s", (_what, text, named) => {
    const found = differences(stateOf(listing(one)), stateOf(text));
    expect(found).toHaveLength(1);
    expect(found[0]).toContain(named);
  });
});

describe("the listing of a host's files", () => {
  it("has one record for each file, directory and link, from the shell that hosts have", () => {
    const folder = mkdtempSync(join(tmpdir(), "end-state-"));
    try {
      mkdirSync(join(folder, "etcd"));
      writeFileSync(join(folder, "etcd/etcd.conf.yml"), "name: m1\n", { mode: 0o600 });
      symlinkSync("/dev/null", join(folder, "link"));
      const records = () => filesOf(execFileSync("sh", ["-c", listFiles([folder])], { encoding: "utf8" }));
      const before = new Map(records());
      expect([...before.keys()]).toEqual(["", "/etcd", "/etcd/etcd.conf.yml", "/link"].map((path) => folder + path));
      writeFileSync(join(folder, "etcd/etcd.conf.yml"), "name: m2\n");
      expect(differences(before, new Map(records()))).toHaveLength(1);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
