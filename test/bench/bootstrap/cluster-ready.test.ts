import { describe, expect, it } from "vitest";
import { allNodesReady, controlPlaneRuns } from "./cluster-ready.ts";

const hosts = ["m1", "m2"];
const node = (name: string, status: string) => ({
  metadata: { name },
  status: {
    conditions: [
      { type: "MemoryPressure", status: "True" },
      { type: "Ready", status },
    ],
  },
});
const pod = (name: string, phase: string) => ({ metadata: { name }, status: { phase } });
const parts = (host: string) =>
  ["kube-apiserver", "kube-controller-manager", "kube-scheduler"].map((part) => pod(`${part}-${host}`, "Running"));

describe("allNodesReady", () => {
  it("wants each host's node, and its condition Ready to be True", () => {
    expect(allNodesReady({ items: [node("m1", "True"), node("m2", "True")] }, hosts)).toBe(true);
    expect(allNodesReady({ items: [node("m1", "True"), node("m2", "Unknown")] }, hosts)).toBe(false);
    expect(allNodesReady({ items: [node("m1", "True")] }, hosts)).toBe(false);
    expect(allNodesReady({ items: [node("m1", "True"), { metadata: { name: "m2" } }] }, hosts)).toBe(false);
  });
});

describe("controlPlaneRuns", () => {
  it("wants an apiserver, a controller-manager and a scheduler Running on each host", () => {
    const all = [...parts("m1"), ...parts("m2"), pod("kube-proxy-abcde", "Pending")];
    expect(controlPlaneRuns({ items: all }, hosts)).toBe(true);
    expect(controlPlaneRuns({ items: all.slice(1) }, hosts)).toBe(false);
    expect(controlPlaneRuns({ items: [...all.slice(1), pod("kube-apiserver-m1", "Pending")] }, hosts)).toBe(false);
  });
});
