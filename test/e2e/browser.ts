import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { type Browser, chromium, type Page } from "playwright-core";

const program = "/usr/bin/chromium";
const install = "apt-get install --yes --no-install-recommends chromium fonts-noto-cjk";

/** Nothing of it may ask anything of the internet by itself. */
const quiet = [
  ...["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"],
  ...["--disable-component-update", "--disable-sync"],
];

/** Headless Chromium with an empty profile; installed first where that can be done. `through`: a command that starts it elsewhere. */
export async function openBrowser(through: readonly string[] = []): Promise<Browser> {
  if (!existsSync(program)) installChromium();
  return await chromium.launch({ executablePath: startedBy(through), args: quiet });
}

/** Playwright starts one file. */
function startedBy(through: readonly string[]): string {
  if (through.length === 0) return program;
  const file = join(mkdtempSync(join(tmpdir(), "quorate-browser-")), "chromium");
  writeFileSync(file, `#!/bin/sh\nexec ${through.join(" ")} ${program} "$@"\n`, { mode: 0o755 });
  return file;
}

function installChromium(): void {
  if (process.getuid?.() !== 0) throw new Error(`Chromium is needed; as root: ${install}`);
  execFileSync("apt-get", ["update", "--quiet"], { stdio: "ignore", timeout: 120_000 });
  const [command = "", ...rest] = install.split(" ");
  execFileSync(command, rest, {
    stdio: "ignore",
    timeout: 300_000,
    env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
  });
}

/** Outside the repository: QUORATE_SCREENSHOTS, or the user's cache folder. */
export function screenshotFolder(): string {
  const cache = process.env["XDG_CACHE_HOME"] || join(homedir(), ".cache");
  const folder = process.env["QUORATE_SCREENSHOTS"] || join(cache, "quorate", "screenshots");
  mkdirSync(folder, { recursive: true });
  return folder;
}

export interface Visit {
  readonly page: Page;
  /** What the browser complained of, and what it asked of others than the page's own server. */
  readonly complaints: string[];
  close(): Promise<void>;
}

export type VisitOptions = Parameters<Browser["newContext"]>[0];

/** A page of a fresh profile, 1280 pixels wide unless told otherwise. */
export async function visit(browser: Browser, url: string, options: VisitOptions = {}): Promise<Visit> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, locale: "en-GB", ...options });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("dialog", (dialog) => {
    complaints.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on("request", (request) => {
    if (new URL(request.url()).origin !== new URL(url).origin) complaints.push(`asked ${request.url()}`);
  });
  await page.goto(url);
  return { page, complaints, close: () => context.close() };
}

/** The numbers of the events that the page shows. */
export const shownSeqs = (page: Page): Promise<readonly number[]> =>
  page.locator("#event-rows th").evaluateAll((cells) => cells.map((cell) => Number(cell.textContent)));
