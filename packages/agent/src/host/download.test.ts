import { createHash } from "node:crypto";
import { mkdtemp, readdir, readFile, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { download } from "./download.ts";

const body = "0123456789".repeat(1_000);
const sha256 = createHash("sha256").update(body).digest("hex");
const options = { maxBytes: 1_000_000, timeoutMs: 60_000 };

let server: Server;
let base: string;
let directory: string;
let target: string;

beforeAll(async () => {
  server = createServer((request, response) => {
    if (request.url === "/silent") return;
    if (request.url === "/moved") response.writeHead(302, { location: "/etcd.tar.gz" });
    else if (request.url !== "/etcd.tar.gz") response.writeHead(404);
    response.end(request.url === "/etcd.tar.gz" ? body : "");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(() => {
  server.closeAllConnections();
  server.close();
});

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "download-"));
  target = join(directory, "made", "etcd.tar.gz");
});

describe("download", () => {
  it("writes what the server has and tells its hash", async () => {
    expect(await download(`${base}/etcd.tar.gz`, target, options)).toEqual({ sha256, bytes: 10_000 });
    expect(await readFile(target, "utf8")).toBe(body);
  });

  it("follows a redirect, as release pages have them", async () => {
    expect(await download(`${base}/moved`, target, options)).toEqual({ sha256, bytes: 10_000 });
  });

  it("takes a file of the host, too", async () => {
    const source = join(directory, "source");
    await writeFile(source, body);
    expect(await download(pathToFileURL(source).href, target, options)).toEqual({ sha256, bytes: 10_000 });
  });

  it.each([
    ["what is too large", "/etcd.tar.gz", { ...options, maxBytes: 9_999 }, "it is larger than 9999 bytes"],
    ["what is not there", "/none", options, "the server answers 404 Not Found"],
    ["a server that stays silent", "/silent", { ...options, timeoutMs: 50 }, "it was not there within 0.05 s"],
  ])("fault 59: refuses %s and leaves nothing behind", async (_, path, limits, why) => {
    await expect(download(base + path, target, limits)).rejects.toMatchObject({
      code: "STEP_COMMAND_FAILED",
      message: `cannot download ${base}${path}: ${why}`,
    });
    expect(await readdir(join(directory, "made"))).toEqual([]);
  });

  it("names the file that is not there", async () => {
    const url = pathToFileURL(join(directory, "absent")).href;
    await expect(download(url, target, options)).rejects.toMatchObject({ message: expect.stringContaining("ENOENT") });
  });

  it("ends with the reason of a cancel", async () => {
    const cancel = new AbortController();
    const why = new Error("canceled");
    const running = download(`${base}/silent`, target, { ...options, signal: cancel.signal });
    cancel.abort(why);
    await expect(running).rejects.toBe(why);
  });
});
