import type { CheckHandler } from "./handler.ts";
import type { Check } from "./preflight/check.ts";
import { checkMachine } from "./preflight/machine.ts";
import { checkOldCluster } from "./preflight/old-cluster.ts";
import { checkOwnAddress } from "./preflight/own-address.ts";
import { checkPorts } from "./preflight/ports.ts";
import { checkTimeSync } from "./preflight/time-sync.ts";
import { refuseErrors, withIgnored } from "./preflight/verdict.ts";
import { checkVipFree } from "./preflight/vip-free.ts";
import { checkVrrpQuiet } from "./preflight/vrrp-quiet.ts";
import { checkWriteSpeed } from "./preflight/write-speed.ts";

/** In the order in which they are shown. */
const checks: readonly Check[] = [
  checkMachine,
  checkTimeSync,
  checkOwnAddress,
  checkPorts,
  checkVipFree,
  checkVrrpQuiet,
  checkWriteSpeed,
  checkOldCluster,
];

/** Everything that can be known of a host before anything is done to it. All checks run at once and all are told, so one run shows all that is wrong. */
export const preflightHost: CheckHandler<"preflight.host"> = {
  type: "check",
  check: async (input, ctx) => {
    const found = await Promise.all(checks.map((check) => check(input, ctx)));
    const judged = withIgnored(found.flat(), input.ignore);
    for (const { id, severity, detail } of judged) if (severity !== "ok") ctx.output(`${severity}: ${id}: ${detail}`);
    refuseErrors(judged);
    return { checks: [...judged] };
  },
};
