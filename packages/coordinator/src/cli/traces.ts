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
  if (!/^https?:$/.test(URL.parse(traces.url)?.protocol ?? "")) {
    logger.warn({ url: traces.url }, "no traces: OTEL_EXPORTER_OTLP_ENDPOINT is no http or https URL");
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
