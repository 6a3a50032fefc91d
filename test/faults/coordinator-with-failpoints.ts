// A coordinator for tests that dies at the points named in QUORATE_FAILPOINT, at each of them once.
import { closeSync, existsSync, fsyncSync, mkdirSync, openSync } from "node:fs";
import { join } from "node:path";
import { commands } from "../../packages/coordinator/src/cli/all-commands.ts";
import { runProgram } from "../../packages/coordinator/src/cli/program.ts";
import { realSurroundings } from "../../packages/coordinator/src/cli/surroundings.ts";
import { coordinatorVersion } from "../../packages/coordinator/src/cli/version.ts";
import { parseCoordinatorFailpoints, watchCoordinator } from "./coordinator-failpoints.ts";

const around = realSurroundings();
/** What a dead coordinator left here it does not run into again. */
const spentFolder = join(around.environment.stateDir, "failpoints");
mkdirSync(spentFolder, { recursive: true, mode: 0o700 });

const failpoints = parseCoordinatorFailpoints(process.env["QUORATE_FAILPOINT"] ?? "");
watchCoordinator((step, kind, point) => {
  const found = failpoints.find((each) => each.point === point && (each.step === step || each.step === kind));
  if (!found) return;
  const path = join(spentFolder, encodeURIComponent(`${found.step}:${found.point}`));
  if (existsSync(path)) return;
  const file = openSync(path, "w", 0o600);
  fsyncSync(file);
  closeSync(file);
  process.kill(process.pid, "SIGKILL");
});
process.exitCode = await runProgram(process.argv.slice(2), around, { version: coordinatorVersion, commands });
