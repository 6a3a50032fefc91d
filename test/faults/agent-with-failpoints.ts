// An agent for tests that dies at the points named in QUORATE_FAILPOINT, at each of them once.
import { flushCompileCache } from "node:module";
import { join } from "node:path";
import { defaultConfigDir, defaultStateDir } from "../../packages/agent/src/config/paths.ts";
import { runAgent } from "../../packages/agent/src/main.ts";
import { Deaths } from "./deaths.ts";
import { failpointName, parseFailpoints, withFailpoints } from "./failpoints.ts";

const failpoints = parseFailpoints(process.env["QUORATE_FAILPOINT"] ?? "");
const deaths = new Deaths(join(defaultStateDir, "failpoints"), failpoints.map(failpointName));
// Who is killed leaves no cache by itself, and is started again and again.
flushCompileCache();
await runAgent({ configDir: defaultConfigDir, stateDir: defaultStateDir, logLevel: "info" }, (parts) => ({
  ...withFailpoints(parts, {
    at: (step, kind = step, point) => deaths.at(failpointName({ step, point }), failpointName({ step: kind, point })),
    meanwhile: (work) => deaths.meanwhile(work),
  }),
  // It connects again without long pauses: how long they are is not tried here.
  jitter: () => 0.1,
}));
process.exit(0);
