import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { command, exited, type FakeHost, fakeHost, succeeded } from "../../../../test/fakes/fake-host.ts";
import { fakeStepContext } from "../../../../test/fakes/fake-step-context.ts";
import { etcdTarball } from "./etcd-tarball.ts";

const url = "https://mirror.example/etcd-v3.4.23-linux-amd64.tar.gz";
const tarball = "packed etcd";
const sha256 = createHash("sha256").update(tarball).digest("hex");
const input = { url, sha256, binDir: "/usr/local/bin" };

/** What a tarball of etcd 3.4 holds. */
const packed: readonly string[] = ["etcd", "etcdctl"];

function world(downloads: Readonly<Record<string, string>> = { [url]: tarball }, programs = packed) {
  const copy = (from: string, to: string) => {
    host.files.put(to, host.files.text(from) ?? "");
    host.files.entries.delete(from);
    return succeeded();
  };
  const host: FakeHost = fakeHost({
    downloads,
    commands: [
      command(["tar"], (argv) => {
        const directory = argv[argv.indexOf("-C") + 1];
        const wanted = argv.slice(argv.indexOf("--") + 1).map((member) => member.replace("*/", ""));
        for (const program of wanted.filter((each) => programs.includes(each))) {
          host.files.put(`${directory}/${program}`, `${program} program`);
        }
        return wanted.every((each) => programs.includes(each)) ? succeeded() : exited(2, "Not found in archive");
      }),
      command(["install"], (argv) => copy(argv.at(-2) ?? "", argv.at(-1) ?? "")),
      command(["mv"], (argv) => copy(argv.at(-2) ?? "", argv.at(-1) ?? "")),
      command(["sha256sum"], (argv) => {
        const texts = argv.slice(2).map((path) => host.files.text(path));
        return texts.includes(undefined) ? exited(1, "No such file or directory") : succeeded(texts.join("\n"));
      }),
    ],
  });
  return { host, ctx: fakeStepContext(host) };
}

describe("etcd.tarball", () => {
  it("installs both programs, leaves nothing else behind, and then finds nothing to do", async () => {
    const { host, ctx } = world();
    expect(await etcdTarball.probe(input, ctx)).toEqual([
      {
        what: "/usr/local/bin/etcd",
        have: "not installed by this product",
        want: `from the tarball ${sha256.slice(0, 12)}`,
      },
    ]);
    await etcdTarball.apply(input, ctx);
    expect(await host.files.list("/usr/local/bin")).toEqual(["etcd", "etcdctl"]);
    expect(host.files.text("/usr/local/bin/etcd")).toBe("etcd program");
    expect(await host.files.list("/var/cache/quorate")).toEqual(["etcd"]);
    expect(await host.files.list("/var/cache/quorate/etcd")).toEqual([]);
    expect(await etcdTarball.probe(input, ctx)).toEqual([]);
  });

  it("installs the reader of snapshots, too, where the tarball has it", async () => {
    const { host, ctx } = world(undefined, [...packed, "etcdutl"]);
    await etcdTarball.apply(input, ctx);
    expect(await host.files.list("/usr/local/bin")).toEqual(["etcd", "etcdctl", "etcdutl"]);
    expect(await host.files.list("/var/cache/quorate/etcd")).toEqual([]);
  });

  it("fault 59: looks into nothing that does not have the wanted hash", async () => {
    const { host, ctx } = world({ [url]: "something else" });
    await expect(etcdTarball.apply(input, ctx)).rejects.toMatchObject({ code: "DOWNLOAD_MISMATCH" });
    expect(host.executed).toEqual([]);
    expect(await host.files.list("/var/cache/quorate")).toEqual([]);
  });

  it("notices a program that was changed afterwards", async () => {
    const { host, ctx } = world();
    await etcdTarball.apply(input, ctx);
    host.files.put("/usr/local/bin/etcd", "another program");
    expect(await etcdTarball.probe(input, ctx)).toMatchObject([{ have: "absent or changed" }]);
  });

  it("notices that another tarball is wanted", async () => {
    const { ctx } = world();
    await etcdTarball.apply(input, ctx);
    const newer = { ...input, sha256: "0".repeat(64) };
    expect(await etcdTarball.probe(newer, ctx)).toMatchObject([{ have: `from the tarball ${sha256.slice(0, 12)}` }]);
  });

  it("installs again when its own record is torn", async () => {
    const { host, ctx } = world();
    host.files.put("/etc/quorate/etcd-tarball.json", '{"tarball": "to');
    expect(await etcdTarball.probe(input, ctx)).toHaveLength(1);
  });
});
