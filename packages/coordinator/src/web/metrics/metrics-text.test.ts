import { readFileSync } from "node:fs";
import { stepId } from "@quorate/shared/ids";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { FakeView, wellStatus } from "../../../../../test/fakes/fake-view.ts";
import { runInPackages } from "../../../../../test/fakes/scripted-runs.ts";
import { allMetrics, metricsText } from "./metrics-text.ts";

async function scrape(view = new FakeView()): Promise<string> {
  const process = { cpuSeconds: 1.5, residentBytes: 70_000_000, startedAt: 1_767_261_600 };
  return metricsText({ status: view.status(), state: view.state(), logBytes: view.logBytes(), process });
}

/** What is really exported: each metric with the labels of its samples. */
async function exported(): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const found = new Map<string, Set<string>>();
  for (const [, name = "", labels = ""] of (await scrape()).matchAll(/^([a-z_0-9]+)(?:\{(.*)\})? \S+$/gm)) {
    const known = found.get(name) ?? new Set();
    for (const [, label = ""] of labels.matchAll(/([a-z_]+)="/g)) known.add(label);
    found.set(name, known);
  }
  return found;
}

describe("the metrics", () => {
  it("say of each host what its agent says, in base units", async () => {
    const text = await scrape();
    for (const line of [
      'quorate_hosts{agent="connected"} 3',
      'quorate_host_heartbeat_age_seconds{host="k8s-master90"} 0.42',
      'quorate_host_clock_offset_seconds{host="k8s-master90"} -0.00031',
      'quorate_host_clock_error_seconds{host="k8s-master90"} 0.0002',
      'quorate_agent_resident_memory_bytes{host="k8s-master91"} 65011712',
      'quorate_etcd_is_leader{host="k8s-master90"} 0',
      'quorate_etcd_is_leader{host="k8s-master91"} 1',
      'quorate_etcd_leader_changes_total{host="k8s-master91"} 1',
      'quorate_etcd_database_size_bytes{host="k8s-master91"} 26214400',
      'quorate_etcd_wal_fsync_p99_seconds{host="k8s-master93"} 0.0064',
      'quorate_vip_held{host="k8s-master90"} 1',
      'quorate_unit_running{host="k8s-master93",unit="haproxy.service"} 1',
      'quorate_certificate_expiry_timestamp_seconds{host="k8s-master93",role="etcd-peer"} 1798718400',
    ]) {
      expect(text).toContain(`${line}\n`);
    }
  });

  it("count runs and steps that are over, and measure what each kind of step took", async () => {
    const text = await scrape();
    for (const line of [
      'quorate_runs_total{purpose="bootstrap",outcome="done"} 1',
      'quorate_steps_total{kind="etcd.start",outcome="changed"} 3',
      'quorate_step_duration_seconds_count{kind="host.sysctl"} 3',
      'quorate_step_duration_seconds_bucket{le="1",kind="host.sysctl"} 0',
      'quorate_step_duration_seconds_bucket{le="2.5",kind="host.sysctl"} 3',
      "quorate_run_in_progress 0",
      'quorate_start_window_skew_seconds{barrier="etcd/start"} 0.1603',
    ]) {
      expect(text).toContain(`${line}\n`);
    }
  });

  it("count nothing of a run that is under way: a later attempt may change it, and a counter never falls", async () => {
    const text = await scrape(new FakeView(runInPackages()));
    expect(text).toContain("quorate_run_in_progress 1\n");
    expect(text).not.toMatch(/^quorate_steps_total\{/m);
  });

  it("count the lines of output that were dropped", async () => {
    const script = runInPackages();
    const step = stepId("packages/install/k8s-master93");
    for (const dropped of [4, 3]) script.emit({ type: "step.output", run: script.run, step, lines: [], dropped });
    expect(await scrape(new FakeView(script))).toContain("quorate_dropped_log_lines_total 7\n");
  });

  it("say nothing of what a silent host said last, but that it is silent", async () => {
    const [first, ...others] = wellStatus.hosts;
    if (!first) throw new Error("a status without hosts");
    const { name, enrolledAt, address = "" } = first;
    const silent = {
      name,
      enrolledAt,
      address,
      agent: "silent" as const,
      lastHeardMs: 9_000,
      units: [],
      vipHeld: false,
    };
    const text = await scrape(new FakeView(undefined, { ...wellStatus, hosts: [silent, ...others] }));
    expect(text).toContain('quorate_host_connected{host="k8s-master90"} 0\n');
    expect(text).toContain('quorate_host_heartbeat_age_seconds{host="k8s-master90"} 9\n');
    expect(text).not.toContain('quorate_vip_held{host="k8s-master90"}');
    expect(text).not.toContain('quorate_etcd_healthy{host="k8s-master90"}');
  });

  it("have the names that Prometheus asks for: base units, and _total for what only grows", () => {
    for (const { name, type } of allMetrics) {
      expect(name).toMatch(/^(?:quorate|process)_[a-z0-9_]+$/);
      expect(name.endsWith("_total"), name).toBe(type === "counter");
      expect(name).not.toMatch(/_(?:ms|milliseconds|mib|percent|minutes|days)(?:_|$)/);
    }
  });

  it("name a version with quotes and line ends in it so that a scraper still reads it", async () => {
    const view = new FakeView();
    view.shown = { ...view.shown, coordinator: { ...view.shown.coordinator, version: '1"\n\\' } };
    expect(await scrape(view)).toContain('quorate_build_info{version="1\\"\\n\\\\"} 1\n');
  });
});

const shipped = (path: string): string =>
  readFileSync(new URL(`../../../../../deploy/${path}`, import.meta.url), "utf8");

interface Expression {
  readonly at: string;
  readonly text: string;
}

function dashboardExpressions(): readonly Expression[] {
  const { panels, templating } = JSON.parse(shipped("grafana/dashboard.json")) as {
    panels: { title: string; targets?: { expr: string; legendFormat?: string }[] }[];
    templating: { list: { query: string | { query: string } }[] };
  };
  return [
    ...panels.flatMap(({ title, targets = [] }) =>
      targets.map(({ expr, legendFormat }) => ({ at: title, text: `${expr} ${legendFormat}` })),
    ),
    ...templating.list.flatMap(({ query }) =>
      typeof query === "string" ? [] : [{ at: "variable", text: query.query }],
    ),
  ];
}

interface Rule {
  readonly alert: string;
  readonly expr: string;
  readonly annotations: Readonly<Record<string, string>>;
}
const rules = (): readonly Rule[] =>
  (parse(shipped("prometheus/alerts.yaml")) as { groups: { rules: Rule[] }[] }).groups.flatMap((group) => group.rules);

/** With the texts of an alert, whose templates name labels of its expression. */
function alertExpressions(): readonly Expression[] {
  return rules().flatMap(({ alert, expr, annotations }) => [
    { at: alert, text: expr },
    ...Object.values(annotations).map((text) => ({ at: alert, text: `${namesOf(expr).join(" ")} ${text}` })),
  ]);
}

/** Labels in braces, after by/on/ignoring, and in templates. */
function labelsOf(text: string): readonly string[] {
  const inBraces = [...text.matchAll(/\{([^{}]*)\}/g)].flatMap(([, body = ""]) =>
    [...body.matchAll(/([a-z_]+)\s*(?:=~|!~|!=|=)/g)].map(([, label = ""]) => label),
  );
  const grouped = [...text.matchAll(/\b(?:by|on|ignoring|group_left|label_values)\s*\(([^()]*)\)/g)].flatMap(
    ([, list = ""]) => list.split(",").map((label) => label.trim()),
  );
  const templated = [...text.matchAll(/\$labels\.([a-z_]+)|\{\{([a-z_]+)\}\}/g)].map(([, a, b]) => a ?? b ?? "");
  return [...inBraces, ...grouped, ...templated].filter((label) => /^[a-z_]+$/.test(label) && label !== "le");
}

const namesOf = (text: string): readonly string[] =>
  [...text.matchAll(/\b(?:quorate|process)_[a-z0-9_]+/g)].map(([name]) => name);

describe("what is shipped for Grafana and Prometheus", () => {
  it.each([
    ["the dashboard", dashboardExpressions],
    ["the alerts", alertExpressions],
  ])("names only metrics and labels that are exported: %s", async (_, expressions) => {
    const known = await exported();
    expect(expressions().length).toBeGreaterThan(8);
    for (const { at, text } of expressions()) {
      const names = namesOf(text);
      expect(names.length, at).toBeGreaterThan(0);
      expect([...known.keys()], at).toEqual(expect.arrayContaining([...names]));
      const labels = new Set(["job", ...names.flatMap((name) => [name, ...(known.get(name) ?? [])])]);
      expect([...labels], `${at}: ${text}`).toEqual(expect.arrayContaining([...labelsOf(text)]));
    }
  });

  it("says with each alert what is wrong and what to do", () => {
    for (const { alert, annotations } of rules()) {
      expect(annotations["summary"], alert).toMatch(/\S/);
      expect(annotations["description"], alert).toMatch(/coordinator |systemctl |https?:/);
    }
  });
});
