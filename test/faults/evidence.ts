import { copyFileSync, existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { LabHost } from "../lab/lab-host.ts";
import type { CrashSite } from "./crash-site.ts";
import { listFiles, roots } from "./end-state.ts";

const ofHost: readonly (readonly [name: string, argv: readonly string[]])[] = [
  ["journal", ["journalctl", "--no-pager", "-o", "short-precise"]],
  ["files", ["sh", "-c", listFiles(roots)]],
  ["attempts", ["cat", "/var/lib/quorate-agent/attempts.journal"]],
  ["failpoints", ["ls", "-l", "--time-style=full-iso", "/var/lib/quorate-agent/failpoints"]],
];

/** What may show why a round went wrong, in a new folder: what coordinator and hosts have logged. A part that is not to be had is left out. */
export async function keepEvidence(site: CrashSite, folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const events = site.serving ? await site.events().catch(() => []) : [];
  writeFileSync(join(folder, "events.jsonl"), events.map((record) => `${JSON.stringify(record)}\n`).join(""));
  if (existsSync(site.logFile)) copyFileSync(site.logFile, join(folder, "coordinator.log"));
  await Promise.all(site.lab.hosts.map((host) => keepHost(host, folder)));
}

async function keepHost(host: LabHost, folder: string): Promise<void> {
  for (const [name, argv] of ofHost) {
    const said = await host.exec(argv, { check: false, timeoutMs: 60_000 }).catch(() => undefined);
    if (said) writeFileSync(join(folder, `${host.name}.${name}`), said.stdout);
  }
}
