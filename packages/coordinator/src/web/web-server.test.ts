import { request } from "node:http";
import { createLogger } from "@quorate/shared/log";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { FakeView } from "../../../../test/fakes/fake-view.ts";
import { ManualClock } from "../../../../test/fakes/manual-clock.ts";
import { openWebServer, type WebServer } from "./web-server.ts";

const view = new FakeView();
const settings = { clock: new ManualClock(), logger: createLogger("test", "silent") };
let server: WebServer;
beforeAll(async () => {
  server = await openWebServer({ ...settings, listen: { host: "127.0.0.1", port: 0 } }, view);
});
afterAll(() => server.stop());

const get = (path: string, init: RequestInit = {}): Promise<Response> => fetch(`${server.url}${path}`, init);

/** fetch does not let a caller choose the Host header. */
function statusAsHost(path: string, host: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const call = request(`${server.url}${path}`, { headers: { host } }, (answer) => {
      answer.resume();
      resolve(answer.statusCode);
    });
    call.once("error", reject);
    call.end();
  });
}

describe("the web server of a coordinator", () => {
  it("is alive, and ready until something keeps it from writing its log", async () => {
    expect(await (await get("/healthz")).text()).toBe("ok\n");
    expect((await get("/readyz")).status).toBe(200);
    view.problems = ["the disk of the state directory is full"];
    const unready = await get("/readyz");
    view.problems = [];
    expect(unready.status).toBe(503);
    expect(await unready.text()).toBe("not ready: the disk of the state directory is full\n");
  });

  it("exports metrics as Prometheus reads them, the same ones at the second scrape", async () => {
    const first = await get("/metrics");
    expect(first.headers.get("content-type")).toBe("text/plain; version=0.0.4; charset=utf-8");
    const names = (text: string) => text.split("\n").filter((line) => line.startsWith("# TYPE"));
    const text = await first.text();
    expect(text).toContain('quorate_hosts{agent="connected"} 3\n');
    expect(names(await (await get("/metrics")).text())).toEqual(names(text));
  });

  it("can be looked at and nothing more", async () => {
    for (const method of ["POST", "PUT", "DELETE", "PATCH", "OPTIONS"]) {
      const refused = await get("/metrics", { method });
      expect(refused.status).toBe(405);
      expect(refused.headers.get("allow")).toBe("GET, HEAD");
    }
    const head = await get("/metrics", { method: "HEAD" });
    expect(head.status).toBe(200);
    expect(await head.text()).toBe("");
  });

  it.each(["/nothing", "/../../etc/passwd", "/%2e%2e/etc/passwd", "//metrics", "/constructor", "/__proto__"])(
    "knows no %s",
    async (path) => {
      expect((await get(path)).status).toBe(404);
    },
  );

  it("shows the page in the language of the browser, and of one run if it is asked for", async () => {
    const chinese = await get("/", { headers: { "accept-language": "zh-CN,zh;q=0.9" } });
    expect(chinese.headers.get("content-type")).toBe("text/html; charset=utf-8");
    expect(chinese.headers.get("vary")).toBe("accept-language");
    expect(chinese.headers.get("content-security-policy")).toMatch(/^default-src 'none'; .*script-src 'sha256-/);
    expect(await chinese.text()).toContain('<html lang="zh-CN"');
    const english = await get("/?lang=en&run=r-7f3c", { headers: { "accept-language": "zh" } });
    expect(await english.text()).toContain("Bootstrap of prod · run r-7f3c · done in 30.3 s");
    expect((await get("/?run=r-0000")).status).toBe(404);
    const head = await get("/", { method: "HEAD" });
    expect(Number(head.headers.get("content-length"))).toBeGreaterThan(10_000);
  });

  it("lets no page of a stranger in, and no response out into another", async () => {
    for (const path of ["/", "/metrics", "/events", "/events?since=0"]) {
      expect(await statusAsHost(path, "evil.example")).toBe(403);
    }
    expect(await statusAsHost("/metrics", "localhost:7445")).toBe(200);
    const { headers } = await get("/metrics");
    expect(headers.get("cross-origin-resource-policy")).toBe("same-origin");
    expect(headers.get("x-content-type-options")).toBe("nosniff");
    expect(headers.get("access-control-allow-origin")).toBeNull();
  });

  it("does not open where others can ask without a token", async () => {
    for (const host of ["0.0.0.0", "::", "192.168.1.5", "ops.example"]) {
      await expect(openWebServer({ ...settings, listen: { host, port: 0 } }, view)).rejects.toMatchObject({
        code: "USAGE",
        hint: expect.stringContaining("--http-token-file"),
      });
    }
  });
});
