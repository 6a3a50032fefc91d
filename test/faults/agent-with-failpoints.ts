// An agent for tests that dies or stands still at the points named in QUORATE_FAILPOINT, at each of them once.
import { closeSync, existsSync, fsyncSync, mkdirSync, openSync } from "node:fs";
import { join } from "node:path";
import { defaultConfigDir, defaultStateDir } from "../../packages/agent/src/config/paths.ts";
import { runAgent } from "../../packages/agent/src/main.ts";
import { type Failpoint, failpointName, parseFailpoints, withFailpoints } from "./failpoints.ts";

/** What a dead agent left here it does not run into again. */
const spentFolder = join(defaultStateDir, "failpoints");

function spend(failpoint: Failpoint): void {
  const path = join(spentFolder, encodeURIComponent(failpointName(failpoint)));
  if (existsSync(path)) return;
  const file = openSync(path, "w", 0o600);
  fsyncSync(file);
  closeSync(file);
  process.kill(process.pid, failpoint.act === "kill" ? "SIGKILL" : "SIGSTOP");
}

mkdirSync(spentFolder, { recursive: true, mode: 0o700 });
const failpoints = parseFailpoints(process.env["QUORATE_FAILPOINT"] ?? "");
await runAgent({ configDir: defaultConfigDir, stateDir: defaultStateDir, logLevel: "info" }, (parts) =>
  withFailpoints(parts, (step, kind, point) => {
    const found = failpoints.find((each) => each.point === point && (each.step === step || each.step === kind));
    if (found) spend(found);
  }),
);
process.exit(0);
