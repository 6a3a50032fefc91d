import { describe, expect, it } from "vitest";
import { exited, fakeHost, succeeded } from "../../../../test/fakes/fake-host.ts";
import { replaceChecked } from "./checked-config.ts";
import { managedFile } from "./managed-file.ts";

const file = managedFile("/etc/haproxy/haproxy.cfg", "new", 0o600);
const candidate = `${file.path}.candidate`;
const check = { argv: (path: string) => ["haproxy", "-c", "-f", path] as const, signal: new AbortController().signal };

describe("replacing a file that its service's checker looks at first", () => {
  it("leaves nothing beside the file, whenever the agent dies: the candidate is gone before the file is as wanted", async () => {
    const beside: (string | undefined)[] = [];
    const host = fakeHost({
      files: { [file.path]: "old" },
      commands: [() => succeeded("valid")],
      onWrite: (path, text) => {
        if (path === file.path) beside.push(host.files.text(candidate));
        return text;
      },
    });
    await replaceChecked(host, file, check);
    expect(beside).toEqual([undefined]);
    expect(host.files.text(file.path)).toBe("new");
  });

  it("keeps the old file and no candidate when the checker refuses", async () => {
    const host = fakeHost({ files: { [file.path]: "old" }, commands: [() => exited(1, "unknown keyword")] });
    await expect(replaceChecked(host, file, check)).rejects.toMatchObject({ code: "CONFIG_REJECTED" });
    expect(host.files.text(file.path)).toBe("old");
    expect(host.files.text(candidate)).toBeUndefined();
  });
});
