// A coordinator for tests that dies at the points named in QUORATE_FAILPOINT, at each of them once.
import { flushCompileCache } from "node:module";
import { join } from "node:path";
import { commands } from "../../packages/coordinator/src/cli/all-commands.ts";
import { runProgram } from "../../packages/coordinator/src/cli/program.ts";
import { realSurroundings } from "../../packages/coordinator/src/cli/surroundings.ts";
import { coordinatorVersion } from "../../packages/coordinator/src/cli/version.ts";
import { parseCoordinatorFailpoints, watchCoordinator } from "./coordinator-failpoints.ts";
import { Deaths } from "./deaths.ts";
import { failpointName } from "./failpoints.ts";

const around = realSurroundings();
const failpoints = parseCoordinatorFailpoints(process.env["QUORATE_FAILPOINT"] ?? "");
const deaths = new Deaths(join(around.environment.stateDir, "failpoints"), failpoints.map(failpointName));
// Who is killed leaves no cache by itself, and is started again and again.
flushCompileCache();
watchCoordinator((reached) =>
  deaths.at(
    ...reached.flatMap(({ step, kind = step, point }) => [
      failpointName({ step, point }),
      failpointName({ step: kind, point }),
    ]),
  ),
);
process.exitCode = await runProgram(process.argv.slice(2), around, { version: coordinatorVersion, commands });
