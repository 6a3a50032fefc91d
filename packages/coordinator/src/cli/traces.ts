import type { Logger } from "@quorate/shared/log";
import type { Coordinator } from "../rpc/coordinator-server.ts";
import { openTraceExporter } from "../web/traces/trace-exporter.ts";
import type { CommandLine } from "./command-line.ts";

/** What is on its way when the coordinator stops may take so long more: nobody shall wait for a receiver that is away. */
const flushMs = 3_000;

/** The coordinator with its runs sent as traces, where the environment names a receiver. One that is no URL is said once, in the log. */
export function withTraces(coordinator: Coordinator, { around, version }: CommandLine, logger: Logger): Coordinator {
  const { traces } = around.environment;
  if (!traces) return coordinator;
  const problem = problemOf(traces.url);
  if (problem !== undefined) {
    // What stands before an @ may be a password.
    logger.warn({ url: traces.url.replace(/^.*@/s, "…@") }, `no traces: OTEL_EXPORTER_OTLP_ENDPOINT ${problem}`);
    return coordinator;
  }
  const exporter = openTraceExporter({ ...traces, version, clock: around.clock, logger }, coordinator.view);
  return {
    ...coordinator,
    stop: async () => {
      await exporter.stop(flushMs);
      await coordinator.stop();
    },
  };
}

function problemOf(address: string): string | undefined {
  const url = URL.parse(address);
  if (!url || !/^https?:$/.test(url.protocol)) return "is no http or https URL";
  // Fetch takes none, and says them in its error.
  return url.username || url.password
    ? "has a user or a password in it: let a collector on loopback add them"
    : undefined;
}
