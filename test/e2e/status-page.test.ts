import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { systemClock } from "@quorate/shared/clock";
import { createLogger } from "@quorate/shared/log";
import type { Browser } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { runReport } from "../../packages/coordinator/src/web/run-report.ts";
import { openWebServer, type WebServer } from "../../packages/coordinator/src/web/web-server.ts";
import { FakeView } from "../fakes/fake-view.ts";
import { hostileTexts } from "../fakes/hostile-text.ts";
import { failedRun, memberDied } from "../fakes/scripted-runs.ts";
import { PretendCluster } from "../integration/pretend-cluster.ts";
import {
  openBrowser,
  screenshotFolder,
  shownSeqs as seqs,
  type Visit,
  type VisitOptions,
  visit as visitBy,
} from "./browser.ts";

const settings = { clock: systemClock, logger: createLogger("test", "silent") };
const folder = screenshotFolder();
let browser: Browser;
let cluster: PretendCluster;
let server: WebServer;
beforeAll(async () => {
  browser = await openBrowser();
  cluster = await PretendCluster.start();
  server = await openWebServer({ ...settings, listen: { host: "127.0.0.1", port: 0 } }, cluster.real.running.view);
});
const visits: Visit[] = [];
afterEach(async () => {
  for (const each of visits.splice(0)) await each.close();
});
afterAll(async () => {
  await browser?.close();
  await server?.stop();
  await cluster?.remove();
});

async function visit(url: string, options: VisitOptions = {}): Promise<Visit> {
  const opened = await visitBy(browser, url, options);
  visits.push(opened);
  return opened;
}

test("a page follows a run from its first event to its end without being loaded again", async () => {
  const { page, complaints } = await visit(server.url);
  await page.evaluate("document.body.dataset.same = 'yes'");
  expect(await page.locator("#run-line").textContent()).toBe("No run yet.");
  expect((await cluster.bootstrap()).outcome).toBe("done");
  await expect.poll(() => page.locator("#run-line").textContent()).toContain("done in");
  const { lastSeq } = cluster.real.running.view.log;
  await expect.poll(async () => (await seqs(page))[0]).toBe(lastSeq);
  expect(await page.locator("#timeline svg[role=img]").count()).toBe(1);
  expect(await page.locator("#topology svg[role=img] title").first().textContent()).toContain("4 hosts");
  expect(await page.locator("#announce").textContent()).not.toBe("");
  expect(await page.evaluate("document.body.dataset.same")).toBe("yes");
  expect(complaints).toEqual([]);
});

test("a page that was cut off comes back with every event, each once", async () => {
  const { page } = await visit(server.url);
  const { port } = new URL(server.url);
  await expect.poll(() => page.locator("#live").textContent()).toBe("● live");
  await server.stop();
  await expect.poll(() => page.locator("#live").textContent()).toContain("connection lost");
  for (const host of ["x1", "x2", "x3"]) await cluster.real.newToken(host);
  const { view } = cluster.real.running;
  server = await openWebServer({ ...settings, listen: { host: "127.0.0.1", port: Number(port) } }, view);
  await expect.poll(async () => (await seqs(page))[0]).toBe(view.log.lastSeq);
  const shown = await seqs(page);
  expect(shown).toEqual(shown.map((_, index) => view.log.lastSeq - index));
  expect(await page.locator("#live").textContent()).toBe("● live");
});

test("a page works with the keyboard alone, and has a name for everything that it shows", async () => {
  const { page } = await visit(server.url);
  await page.keyboard.press("Tab");
  expect(await page.evaluate("document.activeElement.textContent")).toBe("Skip to the content");
  await page.keyboard.press("Enter");
  expect(new URL(page.url()).hash).toBe("#main");
  const scrolled = page.locator("#timeline-scroll");
  await scrolled.focus();
  await page.setViewportSize({ width: 390, height: 800 });
  await page.keyboard.press("ArrowRight");
  await expect.poll(() => scrolled.evaluate((box) => box.scrollLeft)).toBeGreaterThan(0);
  const summary = page.locator("#timeline details summary");
  await summary.focus();
  await page.keyboard.press("Enter");
  expect(await page.locator("#timeline details table").isVisible()).toBe(true);
  // A newer page takes the place of the old one under the reader's hands: what is open stays open, and the focus stays.
  await cluster.bootstrap();
  await expect.poll(() => page.locator("#runs li").count()).toBe(2);
  expect(await page.locator("#timeline details table").isVisible()).toBe(true);
  expect(await page.evaluate("document.activeElement.tagName")).toBe("SUMMARY");
  for (const image of await page.getByRole("img").all()) expect(await image.ariaSnapshot()).toMatch(/- img ".+"/);
  for (const role of ["banner", "main", "contentinfo"] as const) expect(await page.getByRole(role).count()).toBe(1);
});

const wider = "document.documentElement.scrollWidth - document.documentElement.clientWidth";

test.each([
  ["en-GB", "en", "light"],
  ["zh-CN", "zh-CN", "dark"],
] as const)(
  "a page fits 1280 and 390 pixels and speaks the language of the browser: %s",
  async (locale, lang, colorScheme) => {
    const { page, complaints } = await visit(server.url, { locale, colorScheme });
    expect(await page.locator("html").getAttribute("lang")).toBe(lang);
    for (const width of [1_280, 390]) {
      await page.setViewportSize({ width, height: 900 });
      expect(await page.evaluate(wider)).toBe(0);
      await page.screenshot({ path: join(folder, `page-${width}-${colorScheme}-${locale}.png`), fullPage: true });
    }
    const other = lang === "en" ? "中文" : "English";
    await page.getByRole("link", { name: other }).click();
    expect(await page.locator("html").getAttribute("lang")).not.toBe(lang);
    expect(complaints).toEqual([]);
  },
);

test("news come in the language of the page, whatever the browser asks for", async () => {
  const { page } = await visit(`${server.url}?lang=zh`, { locale: "en-GB" });
  await expect.poll(() => page.locator("#live").textContent()).toBe("● 实时");
  await cluster.real.newToken("x9");
  await expect.poll(() => page.locator("#event-rows tr").first().textContent()).toMatch(/token\.created.*有效期至/);
});

test("a report is one file that a browser shows without asking anybody for anything", async () => {
  const { view } = cluster.real.running;
  const wish = { run: undefined, language: "en", nowMs: Date.now() } as const;
  const file = join(folder, "report.html");
  writeFileSync(file, runReport([...view.log.read(0)], view.status(), wish).html);
  const { page, complaints } = await visit(pathToFileURL(file).href);
  expect(await page.locator("h1").textContent()).toMatch(/^Report of run /);
  expect(await page.locator("#timeline svg[role=img]").isVisible()).toBe(true);
  expect(await page.evaluate("getComputedStyle(document.querySelector('main')).display")).toBe("grid");
  await page.screenshot({ path: join(folder, "report.png"), fullPage: true });
  expect(complaints).toEqual([]);
});

test("nothing that a host says runs in the page, at once or when it comes as news", async () => {
  const script = failedRun();
  const failure = (text: string) => ({ ...memberDied, message: text, hint: text, evidence: [text] });
  for (const text of hostileTexts) {
    script.finish(script.steps("etcd", "start"), "failed", { failure: failure(text), undone: [text] });
  }
  script.end("failed", failure(hostileTexts.join(" ")));
  const view = new FakeView(script);
  const hostile = await openWebServer({ ...settings, listen: { host: "127.0.0.1", port: 0 } }, view);
  try {
    const { page, complaints } = await visit(hostile.url);
    for (const text of hostileTexts) await view.happens({ type: "host.lost", host: "m1" as never, reason: text });
    await expect.poll(async () => (await seqs(page))[0]).toBe(view.log.lastSeq);
    expect(await page.locator("img, [onload], [onerror], [onfocus]").count()).toBe(0);
    expect(await page.locator("script").count()).toBe(1);
    await page.screenshot({ path: join(folder, "hostile.png"), fullPage: true });
    expect(complaints).toEqual([]);
  } finally {
    await hostile.stop();
  }
});
