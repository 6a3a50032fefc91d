import { join } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openLab } from "../lab/lab.ts";
import type { LabHost } from "../lab/lab-host.ts";
import { labPaths } from "../lab/paths.ts";
import { openBrowser, screenshotFolder, shownSeqs, type Visit, visit } from "./browser.ts";
import { clusterYaml } from "./cluster-yaml.ts";
import { type BootstrapResult, Site } from "./site.ts";
import { eventsOf, outcomes } from "./summary.ts";
import { soleHolder } from "./vip.ts";
import { watchEvents } from "./watch-events.ts";

// One cluster from bare hosts to its end, and the status page of its coordinator in a browser that was there all the time.
const lab = openLab("page");
const site = new Site(lab, "etcd");
const [first, second, third] = lab.hosts as readonly [LabHost, LabHost, LabHost];
const folder = screenshotFolder();
const url = "http://127.0.0.1:7445/";
let browser: Browser;
let watching: Visit;
/** The run that formed the cluster. */
let formed = "";

const wish = (startWindow?: string): Promise<string> =>
  clusterYaml(lab, { etcd: "3.5", ...(startWindow ? { startWindow } : {}) });
const runLine = (): Promise<string | null> => watching.page.locator("#run-line").textContent();
const shot = (name: string): Promise<unknown> =>
  watching.page.screenshot({ path: join(folder, `live-${name}.png`), fullPage: true });

beforeAll(async () => {
  await lab.up({ etcd: "3.5", bare: true });
  await site.serve();
  await site.enrol();
  browser = await openBrowser(["nsenter", `--net=${labPaths(lab.id).netnsFile}`, "--"]);
  watching = await visit(browser, url);
});

afterAll(async () => {
  await browser?.close();
  await site.stop();
  await lab.down();
});

/** The traffic of the third host comes from an address that its certificate does not name, and nobody can call it. */
async function misroute(on: boolean): Promise<void> {
  const verb = on ? "add" : "del";
  await third.exec(["ip", "address", verb, "192.168.1.193/24", "dev", "host0"], { check: on });
  for (const { address } of [first, second]) {
    const source = on ? ["dev", "host0", "src", "192.168.1.193"] : [];
    await third.exec(["ip", "route", verb, `${address}/32`, ...source], { check: on });
  }
}

async function cutOff(on: boolean): Promise<void> {
  for (const host of [first, second]) {
    await host.exec(["ip", "route", on ? "add" : "del", "unreachable", `${third.address}/32`], { check: on });
  }
}

describe("a member that the others refuse", () => {
  let run: BootstrapResult;

  it("fails the start with what the others' journals say of it, since it is told nothing itself", async () => {
    expect((await site.bootstrap(await wish(), ["--until", "load-balancer"])).code).toBe(0);
    await misroute(true);
    // The third starts when nobody can call it any more; the window begins before.
    await third.exec(["mv", "/usr/bin/etcd", "/usr/bin/etcd.real"]);
    await third.writeFile(
      "/usr/bin/etcd",
      '#!/bin/sh\nuntil [ -e /run/cut-off ]; do sleep 0.1; done\nexec /usr/bin/etcd.real "$@"\n',
      0o755,
    );
    let cut: Promise<void> | undefined;
    const stop = await watchEvents(site, (event) => {
      if (event.type !== "barrier.armed" || event.barrier !== "etcd/start") return;
      cut ??= cutOff(true).then(() => third.writeFile("/run/cut-off", ""));
    });
    run = await site.bootstrap(await wish("10s"));
    stop();
    await cut;
    await cutOff(false);
    await misroute(false);
    await third.exec(["mv", "/usr/bin/etcd.real", "/usr/bin/etcd"]);
    const failure = eventsOf(run.events, "run.finished")[0]?.failure;
    expect(failure).toMatchObject({ code: "ETCD_START_WINDOW_MISSED" });
    expect(failure?.message).toMatch(/k8s-master93 .*says: a peer connects from an address that/s);
    expect(failure?.evidence.join("\n")).toMatch(/k8s-master9[01]: .*192\.168\.1\.193/);
    expect(failure?.hint).toContain("spec.hosts");
  });

  it("is on the page with cause, evidence, what was undone, and the way out", async () => {
    await expect.poll(runLine).toContain("failed");
    const told = (await watching.page.locator("#timeline .failure").textContent()) ?? "";
    expect(told).toContain("ETCD_START_WINDOW_MISSED");
    expect(told).toContain("192.168.1.193");
    expect(told).toContain("Undone");
    expect(await watching.page.locator("#attention").textContent()).toContain("The last run failed");
    await shot("failed");
  });
});

it("forms the cluster when that is mended, and changes nothing the second time", async () => {
  const spec = await wish();
  const run = await site.bootstrap(spec);
  expect(run.stderr).toBe("");
  expect(run.code).toBe(0);
  formed = eventsOf(run.events, "run.started")[0]?.run ?? "";
  expect(outcomes((await site.bootstrap(spec)).events)).toMatchObject({ changed: 0, failed: 0 });
});

describe("the status page of that cluster", () => {
  const textOf = async (selector: string): Promise<string> =>
    (await watching.page.locator(selector).textContent()) ?? "";
  const titles = (selector: string): Promise<readonly string[]> =>
    watching.page.locator(`${selector} title`).allTextContents();

  it("shows the hosts, who leads etcd, who holds the virtual IP, and round trips", async () => {
    const holder = await soleHolder(lab, 0);
    await expect
      .poll(() => titles("#topology"), { timeout: 60_000 })
      .toContainEqual(
        expect.stringMatching(
          new RegExp(`3 hosts; etcd is led by k8s-master9[013]; the virtual IP is held by ${holder.name}`),
        ),
      );
    for (const { name } of lab.hosts) await expect.poll(() => textOf("#topology")).toContain(name);
    await expect.poll(() => watching.page.locator("#topology .edge").count()).toBe(3);
  });

  it("shows health as it is now: heartbeat, clock, fsync, size, leader changes, and certificates' days", async () => {
    const whole = expect.stringMatching(
      /connected[\d.]+ m?s[+−][\d.]+ m?s ± [\d.]+ m?s.*(leads|follows)[\d.]+ [KM]iB\d+[\d.]+ m?s/,
    );
    // Each host tells of its own; the next heartbeat of a late one is a second away.
    await expect.poll(() => watching.page.locator("#health tbody tr").allTextContents()).toEqual([whole, whole, whole]);
    await expect.poll(() => textOf("#certificates")).toMatch(/k8s-master90.*etcd-peer.*\d{4}-\d\d-\d\d\d{2,3}/);
  });

  it("shows the run that formed it: lanes, a barrier, the critical path and the start window on one clock", async () => {
    await watching.page.goto(`${url}?run=${formed}`);
    expect(await textOf("#run-line")).toMatch(/Bootstrap of lab · run .* · done in .* · \d+ of \d+ steps/);
    for (const part of [".bar.changed", ".bar.critical", ".chain", ".barrier"]) {
      expect(await watching.page.locator(`#timeline svg[role=img] ${part}`).count(), part).toBeGreaterThan(0);
    }
    expect(await textOf("#timeline .legend")).toMatch(/Critical path [\d.:]+/);
    for (const moment of ["started", "port open", "quorum", "ready"]) expect(await textOf("#window")).toContain(moment);
    expect(await watching.page.locator("#window .error").count()).toBeGreaterThan(0);
    expect(await textOf("#window")).toMatch(/skew of the starts .*limit 1:00 min/);
  });

  it("works by the keyboard alone", async () => {
    const { page } = watching;
    await page.goto(url);
    const reached = new Set<string>();
    for (let press = 0; press < 60; press++) {
      await page.keyboard.press("Tab");
      reached.add(await page.evaluate("document.activeElement.id || document.activeElement.textContent.trim()"));
    }
    for (const name of ["Skip to the content", "Health", "中文", "timeline-scroll", "events-scroll"]) {
      expect([...reached]).toContain(name);
    }
    for (const summary of await page.locator("summary").all()) {
      await summary.focus();
      await page.keyboard.press("Enter");
    }
    expect(await page.locator("details[open]").count()).toBe(await page.locator("details").count());
    for (const summary of await page.locator("summary").all()) {
      await summary.focus();
      await page.keyboard.press("Enter");
    }
    const older = page.locator(`#run-${formed}`);
    await older.focus();
    await page.keyboard.press("Enter");
    await expect.poll(() => page.url()).toContain(formed);
  });

  it("comes back by itself when the coordinator does, with every event once", async () => {
    const { page } = watching;
    await page.goto(url);
    await expect.poll(() => textOf("#live")).toBe("● live");
    await site.stop();
    await expect.poll(() => textOf("#live"), { timeout: 60_000 }).toContain("connection lost");
    await site.serve({ keep: true });
    await expect.poll(() => textOf("#live"), { timeout: 60_000 }).toBe("● live");
    await site.connected(lab.hosts);
    const last = (await site.events()).at(-1)?.seq ?? 0;
    await expect.poll(async () => (await shownSeqs(page))[0], { timeout: 60_000 }).toBeGreaterThanOrEqual(last);
    const shown = await shownSeqs(page);
    expect(shown).toEqual(shown.map((_, index) => (shown[0] ?? 0) - index));
    await expect
      .poll(() => titles("#topology"), { timeout: 60_000 })
      .toContainEqual(expect.stringContaining("led by k8s"));
  });

  it.each(["en-GB", "zh-CN"])("fits 1280 and 390 pixels, light and dark: %s", async (locale) => {
    for (const [width, colorScheme] of [
      [1_280, "light"],
      [1_280, "dark"],
      [390, "light"],
      [390, "dark"],
    ] as const) {
      const viewport = { width, height: 900 };
      const opened = await visit(browser, `${url}?run=${formed}`, { locale, colorScheme, viewport });
      const wider = "document.documentElement.scrollWidth - document.documentElement.clientWidth";
      expect(await opened.page.evaluate(wider)).toBe(0);
      await opened.page.screenshot({
        path: join(folder, `live-${width}-${colorScheme}-${locale}.png`),
        fullPage: true,
      });
      expect(opened.complaints).toEqual([]);
      await opened.close();
    }
  });
});
