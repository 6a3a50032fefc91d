import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { type Browser, chromium } from "playwright-core";

const program = "/usr/bin/chromium";
const install = "apt-get install --yes --no-install-recommends chromium fonts-noto-cjk";

/** Nothing of it may ask anything of the internet by itself. */
const quiet = [
  ...["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"],
  ...["--disable-component-update", "--disable-sync"],
];

/** Headless Chromium with an empty profile; installed first where that can be done. */
export async function openBrowser(): Promise<Browser> {
  if (!existsSync(program)) installChromium();
  return await chromium.launch({ executablePath: program, args: quiet });
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
