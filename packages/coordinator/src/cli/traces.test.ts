import { systemClock } from "@quorate/shared/clock";
import { expect, it } from "vitest";
import { FakeView } from "../../../../test/fakes/fake-view.ts";
import { RecordingLogger } from "../../../../test/fakes/recording-logger.ts";
import type { Coordinator } from "../rpc/coordinator-server.ts";
import type { CommandLine } from "./command-line.ts";
import { withTraces } from "./traces.ts";

function begin(url: string | undefined) {
  const recorder = new RecordingLogger();
  const stops: string[] = [];
  const stop = async (): Promise<void> => {
    stops.push("coordinator");
  };
  const coordinator = { view: new FakeView(), stop } as unknown as Coordinator;
  const environment = url === undefined ? {} : { traces: { url, serviceName: "q" } };
  const line = { around: { environment, clock: systemClock }, version: "1" } as unknown as CommandLine;
  return { recorder, coordinator, stops, traced: withTraces(coordinator, line, recorder.logger) };
}

it("leaves a coordinator as it is when no receiver is named, and when its address is none, which it says once", () => {
  const silent = begin(undefined);
  expect([silent.traced, silent.recorder.messages]).toEqual([silent.coordinator, []]);
  for (const url of ["c:4317/v1/traces", "file:///etc/passwd", "nonsense"]) {
    const wrong = begin(url);
    expect(wrong.traced).toBe(wrong.coordinator);
    expect(wrong.recorder.messages.join()).toContain("OTEL_EXPORTER_OTLP_ENDPOINT");
  }
});

it("sends nothing to an address with a password in it, and does not tell the password", () => {
  for (const url of ["http://user:hush@c:4318/v1/traces", "htp://user:hush@c:4318", "https://hush@c/v1/traces"]) {
    const wrong = begin(url);
    expect(wrong.traced).toBe(wrong.coordinator);
    expect(wrong.recorder.messages.join()).toContain("OTEL_EXPORTER_OTLP_ENDPOINT");
    expect(wrong.recorder.lines.join()).not.toContain("hush");
  }
});

it("stops the coordinator after its traces, and without delay when there are none", async () => {
  const { traced, stops, coordinator } = begin("http://127.0.0.1:9/v1/traces");
  expect(traced).not.toBe(coordinator);
  await traced.stop();
  expect(stops).toEqual(["coordinator"]);
});
