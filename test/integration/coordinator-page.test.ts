import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { get } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { systemClock } from "@quorate/shared/clock";
import { createLogger } from "@quorate/shared/log";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openWebServer, type WebServer } from "../../packages/coordinator/src/web/web-server.ts";
import { RealCoordinator } from "./real-coordinator.ts";

const token = "0123456789abcdef".repeat(2);
const folder = mkdtempSync(join(tmpdir(), "quorate-page-"));
const settings = { clock: systemClock, logger: createLogger("test", "silent") };
let real: RealCoordinator;
let open: WebServer;
beforeAll(async () => {
  real = await RealCoordinator.start();
  open = await openWebServer({ ...settings, listen: { host: "127.0.0.1", port: 0 } }, real.running.view);
});
afterAll(async () => {
  await open.stop();
  await real.remove();
  rmSync(folder, { recursive: true });
});

test("a coordinator is ready when it has started, and says how big its log is", async () => {
  expect(await (await fetch(`${open.url}/readyz`)).text()).toBe("ok\n");
  const text = await (await fetch(`${open.url}/metrics`)).text();
  expect(Number(/^quorate_event_log_size_bytes (\d+)$/m.exec(text)?.[1])).toBeGreaterThan(4_096);
  expect(text).toMatch(/^quorate_epoch 1$/m);
  expect(text).toMatch(/^quorate_event_log_events_total 1$/m);
});

/** Over TLS, trusting the fleet's CA alone. */
function ask(port: string, ca: string, headers: Record<string, string>): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    get({ host: "127.0.0.1", port, path: "/metrics", ca, headers }, (answer) => {
      answer.resume();
      resolve(answer.statusCode);
    }).once("error", reject);
  });
}

test("where others can ask it answers over TLS with the coordinator's certificate, and only who brings the token", async () => {
  const tokenFile = join(folder, "token");
  writeFileSync(tokenFile, `${token}\n`, { mode: 0o600 });
  const { view } = real.running;
  const far = await openWebServer({ ...settings, listen: { host: "0.0.0.0", port: 0 }, tokenFile }, view);
  try {
    const { port, protocol } = new URL(far.url);
    expect(protocol).toBe("https:");
    const { caPem } = view.identity();
    expect(await ask(port, caPem, { authorization: `Bearer ${token}` })).toBe(200);
    expect(await ask(port, caPem, { authorization: `Bearer ${token.slice(1)}0` })).toBe(401);
    expect(await ask(port, caPem, {})).toBe(401);
  } finally {
    await far.stop();
  }
});

test("a coordinator that stops is not ready any more", async () => {
  const own = await RealCoordinator.start();
  const { view } = own.running;
  await own.remove();
  expect(view.unready()).toContain("the coordinator stops");
});
