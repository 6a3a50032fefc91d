import { Counter, Gauge, Histogram, Registry } from "@prometheus-io/client";
import { coordinatorMetrics } from "./coordinator-metrics.ts";
import { hostMetrics, unitRunning } from "./host-metrics.ts";
import type { Metric, MetricsInput } from "./metric.ts";
import { runMetrics } from "./run-metrics.ts";

export const allMetrics: readonly Metric[] = [...coordinatorMetrics, ...hostMetrics, unitRunning, ...runMetrics];

/** Seconds: from a probe to the longest waits of kubeadm. */
const durationBuckets = [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300];

export const metricsContentType: string = Registry.PROMETHEUS_CONTENT_TYPE;

/**
 * The Prometheus text of this moment. Made anew for each scrape from the fold and the fleet, so nothing can drift away from
 * them, and a coordinator that was started again goes on counting where its log ends.
 */
export async function metricsText(input: MetricsInput): Promise<string> {
  const registry = new Registry();
  for (const metric of allMetrics) register(metric, metric.samples(input), registry);
  return registry.metrics();
}

function register(metric: Metric, samples: ReturnType<Metric["samples"]>, registry: Registry): void {
  const { name, help, labels } = metric;
  const settings = { name, help, labelNames: [...labels], registers: [registry] };
  switch (metric.type) {
    case "gauge": {
      const gauge = new Gauge(settings);
      for (const sample of samples) gauge.set(sample.labels, sample.value);
      return;
    }
    case "counter": {
      const counter = new Counter(settings);
      for (const sample of samples) counter.inc(sample.labels, sample.value);
      return;
    }
    case "histogram": {
      const histogram = new Histogram({ ...settings, buckets: durationBuckets });
      for (const sample of samples) histogram.observe(sample.labels, sample.value);
      return;
    }
  }
}
