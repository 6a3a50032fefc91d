import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { systemClock } from "@quorate/shared/clock";
import { afterEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { FakeView } from "../../../../../test/fakes/fake-view.ts";
import { RecordingLogger } from "../../../../../test/fakes/recording-logger.ts";
import { certifiedRun } from "../../../../../test/fakes/scripted-runs.ts";
import { openTraceExporter, type TraceExporter } from "./trace-exporter.ts";

const anyValue = z.union([
  z.strictObject({ stringValue: z.string() }),
  z.strictObject({ boolValue: z.boolean() }),
  z.strictObject({ intValue: z.string().regex(/^-?\d+$/) }),
  z.strictObject({ doubleValue: z.number() }),
]);
const attributes = z.array(z.strictObject({ key: z.string().min(1), value: anyValue }));
const nanos = z.string().regex(/^\d{19}$/);
const span = z.strictObject({
  ...{ traceId: z.string().regex(/^[0-9a-f]{32}$/), spanId: z.string().regex(/^[0-9a-f]{16}$/) },
  ...{
    parentSpanId: z
      .string()
      .regex(/^[0-9a-f]{16}$/)
      .optional(),
    name: z.string().min(1),
    kind: z.literal(1),
  },
  ...{ startTimeUnixNano: nanos, endTimeUnixNano: nanos, attributes },
  events: z.array(z.strictObject({ timeUnixNano: nanos, name: z.string(), attributes })),
  status: z.strictObject({ code: z.union([z.literal(0), z.literal(1), z.literal(2)]), message: z.string().optional() }),
});
/** ExportTraceServiceRequest, opentelemetry/proto/collector/trace/v1/trace_service.proto, in its JSON form. */
const request = z.strictObject({
  resourceSpans: z.array(
    z.strictObject({
      resource: z.strictObject({ attributes }),
      scopeSpans: z.array(
        z.strictObject({ scope: z.strictObject({ name: z.string(), version: z.string() }), spans: z.array(span) }),
      ),
    }),
  ),
});

interface Receiver {
  readonly url: string;
  readonly bodies: z.infer<typeof request>[];
  readonly asked: IncomingMessage[];
}

const servers: Server[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

/** Answers with these statuses, one after the other and then the last; 0 is no answer at all. */
async function receiver(...statuses: readonly number[]): Promise<Receiver> {
  const bodies: z.infer<typeof request>[] = [];
  const asked: IncomingMessage[] = [];
  const server = createServer(async (incoming, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk);
    const status = statuses[Math.min(asked.length, statuses.length - 1)] ?? 200;
    asked.push(incoming);
    if (status === 0) return;
    if (status === 200) bodies.push(request.parse(JSON.parse(Buffer.concat(chunks).toString("utf8"))));
    response.writeHead(status, { "content-type": "application/json" }).end("{}");
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/v1/traces`, bodies, asked };
}

/** A run that ends under the exporter's eyes. */
async function ended(url: string, stopMs = 10_000): Promise<{ exporter: TraceExporter; lines: string; ms: number }> {
  const script = certifiedRun();
  const end = script.records.findIndex(({ event }) => event.type === "run.finished");
  const view = new FakeView({ records: script.records.slice(0, end) });
  const recorder = new RecordingLogger();
  const settings = { url, serviceName: "q", version: "1.2.3", clock: systemClock, logger: recorder.logger };
  const exporter = openTraceExporter(settings, view);
  const last = script.records[end]?.event;
  if (!last) throw new Error("the script has no end");
  await view.happens(last);
  const began = performance.now();
  await exporter.stop(stopMs);
  return { exporter, lines: recorder.lines.join("\n"), ms: performance.now() - began };
}

describe("the traces of runs", () => {
  it("are posted as OTLP in JSON when a run has ended, whole", async () => {
    const { url, bodies, asked } = await receiver(200);
    await ended(url);
    expect(asked[0]?.headers["content-type"]).toBe("application/json");
    expect([asked[0]?.method, asked[0]?.url]).toEqual(["POST", "/v1/traces"]);
    const [first] = bodies[0]?.resourceSpans ?? [];
    expect(first?.resource.attributes).toContainEqual({ key: "service.name", value: { stringValue: "q" } });
    const spans = first?.scopeSpans.flatMap((scope) => scope.spans) ?? [];
    expect(spans.map(({ name }) => name)).toEqual(expect.arrayContaining(["bootstrap", "packages", "etcd.start"]));
  });

  it("are sent again when the receiver is busy, and not when it refuses", async () => {
    const busy = await receiver(503, 200);
    await ended(busy.url);
    expect([busy.asked.length, busy.bodies.length]).toEqual([2, 1]);
    const refusing = await receiver(400);
    expect((await ended(refusing.url)).lines).toMatch(/"dropped":\d+,"problem":"answered 400"/);
    expect(refusing.asked).toHaveLength(1);
  });

  it("are dropped, with their number in the log, when nobody listens or nobody answers: nobody waits for long", async () => {
    const gone = await ended("http://127.0.0.1:9/v1/traces", 100);
    expect(gone.lines).toMatch(/"dropped":\d+/);
    const silent = await receiver(0);
    const waited = await ended(silent.url, 200);
    expect(waited.lines).toMatch(/"dropped":\d+/);
    expect(waited.ms).toBeLessThan(20_000);
  });
});
