import { describe, expect, it } from "vitest";
import { command, fakeHost, succeeded } from "./fake-host.ts";

describe("fakeHost", () => {
  it("reads what was written, with mode and owner", async () => {
    const host = fakeHost({
      files: { "/etc/passwd": "etcd:x:990:991::/:/bin/false\n", "/etc/group": "etcd:x:992:\n" },
    });
    await host.files.write("/srv/a/b", "text", { mode: 0o600, owner: "etcd" });
    expect(await host.files.read("/srv/a/b")).toBe("text");
    expect(await host.files.status("/srv/a/b")).toMatchObject({ kind: "file", mode: 0o600, uid: 990, gid: 992 });
    expect(await host.files.list("/srv")).toEqual(["a"]);
  });

  it("moves a whole directory and refuses to replace", async () => {
    const host = fakeHost({ files: { "/old/x/y": "1", "/taken": "2" } });
    await host.files.move("/old", "/new");
    expect(host.files.text("/new/x/y")).toBe("1");
    expect(await host.files.status("/old")).toBeUndefined();
    await expect(host.files.move("/new", "/taken")).rejects.toMatchObject({ code: "FILE_ACCESS_FAILED" });
  });

  it("follows links when it reads and writes", async () => {
    const host = fakeHost({ files: { "/usr/lib/a": "1", "/lib": { kind: "link", target: "usr/lib" } } });
    await host.files.write("/lib/a", "2");
    expect(host.files.text("/usr/lib/a")).toBe("2");
    expect(await host.files.readLink("/lib")).toBe("usr/lib");
  });

  it("has no kernel file that it was not given", async () => {
    await expect(fakeHost().files.write("/proc/sys/vm/none", "1")).rejects.toMatchObject({
      code: "FILE_ACCESS_FAILED",
    });
  });

  it("answers commands by the first handler that knows them, and knows no other program", async () => {
    const host = fakeHost({ commands: [command(["echo"], (argv) => succeeded(argv.slice(1).join(" ")))] });
    expect(await host.run(["echo", "a", "b"])).toBe("a b");
    await expect(host.exec(["nothing"])).rejects.toMatchObject({ code: "STEP_COMMAND_FAILED" });
    expect(host.executed).toEqual([["echo", "a", "b"], ["nothing"]]);
  });

  it("can be dialled where it listens", async () => {
    const host = fakeHost();
    const close = await host.network.listen("10.0.0.1", 2380);
    expect(await host.network.dial("10.0.0.1", 2380, { timeoutMs: 10 })).toMatchObject({ reached: true });
    await close();
    expect(await host.network.dial("10.0.0.1", 2380, { timeoutMs: 10 })).toMatchObject({ problem: "refused" });
  });
});
