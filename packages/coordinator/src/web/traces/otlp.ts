import type { Attribute, Span } from "./run-trace.ts";

/** OTLP 1.x in JSON (opentelemetry-proto, docs/specification.md): ids in hexadecimal, 64-bit numbers as text. */
export function otlpBody(spans: readonly Span[], service: { readonly name: string; readonly version: string }): string {
  const resource = {
    attributes: attributes([
      ["service.name", service.name],
      ["service.version", service.version],
    ]),
  };
  const scope = { name: "quorate", version: service.version };
  return JSON.stringify({ resourceSpans: [{ resource, scopeSpans: [{ scope, spans: spans.map(spanOf) }] }] });
}

const internalKind = 1;
const statusCodes = { unset: 0, ok: 1, error: 2 } as const;

function spanOf({ traceId, spanId, parentId, name, startMs, endMs, events, status, message, ...rest }: Span): object {
  return {
    ...{ traceId, spanId, ...(parentId === undefined ? {} : { parentSpanId: parentId }), name, kind: internalKind },
    ...{ startTimeUnixNano: nanos(startMs), endTimeUnixNano: nanos(endMs), attributes: attributes(rest.attributes) },
    events: events.map((event) => ({
      ...{ timeUnixNano: nanos(event.atMs), name: event.name, attributes: attributes(event.attributes) },
    })),
    status: { code: statusCodes[status], ...(message === "" ? {} : { message }) },
  };
}

const attributes = (all: readonly Attribute[]): readonly object[] =>
  all.map(([key, value]) => ({ key, value: anyValue(value) }));

function anyValue(value: Attribute[1]): object {
  if (typeof value === "string") return { stringValue: value };
  if (typeof value === "boolean") return { boolValue: value };
  return Number.isInteger(value) ? { intValue: `${value}` } : { doubleValue: value };
}

/** Milliseconds with a fraction; nanoseconds do not fit a number. */
function nanos(ms: number): string {
  const whole = Math.floor(ms);
  return `${BigInt(whole) * 1_000_000n + BigInt(Math.round((ms - whole) * 1e6))}`;
}
