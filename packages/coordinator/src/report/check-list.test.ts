import { checkIds, checkSpec } from "@quorate/shared/check-catalogue";
import { describe, expect, it } from "vitest";
import type { DoctorCheck } from "../engine/judge-answer.ts";
import { checkList, checkSummary, checkTable } from "./check-list.ts";
import { explainCheck } from "./error-text.ts";
import { widthOf } from "./line.ts";
import { plainLook } from "./look.ts";

const page = (lines: readonly string[]): string => `\n${lines.join("\n")}\n`;
const hosts = ["k8s-master90", "k8s-master91", "k8s-master93"];
const ok = (host: string, id: string): DoctorCheck => ({
  host,
  id,
  severity: "ok",
  detail: "well",
  fix: "",
  evidence: [],
});

const swap = {
  id: "SWAP-FSTAB",
  severity: "error",
  detail: "/etc/fstab line 2: /dev/mapper/centos-swap swap swap defaults 0 0",
  fix: "sed -i '/\\sswap\\s/s/^[^#]/#&/' /etc/fstab",
  evidence: [],
} as const;

const checks: readonly DoctorCheck[] = [
  ...hosts.flatMap((host) => ["AGENT", "CPU", "PORT-2379", "PORT-6443", "FSYNC"].map((id) => ok(host, id))),
  { ...swap, host: "k8s-master90" },
  { ...swap, host: "k8s-master91" },
  {
    host: "k8s-master93",
    id: "KUBERNETES",
    severity: "error",
    detail:
      "node k8s-master93 is not ready, 2 of 4 static pods run; 等待 kube-apiserver 就绪,请稍候再看一次日志中的原因",
    fix: "coordinator explain KUBERNETES_NOT_READY",
    evidence: [
      "last lines of the kubelet:",
      "  E1128 10:00:00 kubelet.go:2448] network plugin is not ready: cni config uninitialized",
    ],
  },
  {
    host: "k8s-master90",
    id: "TIME-SYNC",
    severity: "warning",
    detail: "nothing keeps the clock in time",
    fix: "install chrony and enable it",
    evidence: [],
  },
  { host: "*", id: "MAC", severity: "ignored", detail: "two hosts have the same MAC address", fix: "", evidence: [] },
];

describe("the list of checks", () => {
  it("shows findings with what mends them, the worst first and the same on several hosts once, and what is well in a line", () => {
    expect(page([...checkList(checks, plainLook), ...checkSummary(checks, plainLook)])).toMatchInlineSnapshot(`
      "
      ✗ SWAP-FSTAB  k8s-master90, k8s-master91
          /etc/fstab line 2: /dev/mapper/centos-swap swap swap defaults 0 0
          fix: sed -i '/\\sswap\\s/s/^[^#]/#&/' /etc/fstab

      ✗ KUBERNETES  k8s-master93
          node k8s-master93 is not ready, 2 of 4 static pods run; 等待 kube-apiserver
          就绪,请稍候再看一次日志中的原因
            last lines of the kubelet:
            E1128 10:00:00 kubelet.go:2448] network plugin is not ready: cni config
            uninitialized
          fix: coordinator explain KUBERNETES_NOT_READY

      ! TIME-SYNC  k8s-master90
          nothing keeps the clock in time
          fix: install chrony and enable it

      · MAC  (ignored)
          two hosts have the same MAC address

      ✓ AGENT CPU PORT FSYNC

      3 errors, 1 warning, 1 ignored, 15 ok. Nothing was changed.
      More on one of them: coordinator explain SWAP-FSTAB
      "
    `);
  });

  it("stays within 80 columns, wide characters and evidence included", () => {
    expect(checkList(checks, plainLook).filter((line) => widthOf(line) > 80)).toEqual([]);
  });

  it("says so when all is well", () => {
    const well = hosts.map((host) => ok(host, "AGENT"));
    expect([...checkList(well, plainLook), ...checkSummary(well, plainLook)]).toEqual([
      "✓ AGENT",
      "",
      "0 errors, 0 warnings, 3 ok. Nothing was changed.",
    ]);
  });

  it("names an error to read on about, though a warning was found before it", () => {
    const found = checks.toReversed();
    expect(found.findIndex(({ severity }) => severity === "warning")).toBeLessThan(
      found.findIndex(({ severity }) => severity === "error"),
    );
    expect(checkSummary(found, plainLook)).toContain("More on one of them: coordinator explain KUBERNETES");
  });

  it("wide: one line for each check and host, for awk", () => {
    const lines = checkTable(checks, plainLook);
    expect(lines).toHaveLength(checks.length + 1);
    expect(lines[0]).toMatch(/^CHECK +HOST +RESULT +DETAIL$/);
    expect(lines[1]).toMatch(/^SWAP-FSTAB +k8s-master90 +error +\/etc\/fstab line 2: .*; fix: sed -i /);
  });
});

describe("explain", () => {
  it("tells of every check what is well, when it is made and what mends it, within 80 columns", () => {
    for (const id of checkIds) {
      const lines = explainCheck(id, plainLook);
      expect(lines.length).toBeGreaterThan(3);
      expect(lines.filter((line) => widthOf(line) > 80 && line.includes(" ", 14))).toEqual([]);
    }
  });

  it("knows a port's check by its family", () => {
    expect(checkSpec("PORT-6443")).toEqual(checkSpec("PORT"));
    expect(checkSpec("REACH-2379")?.area).toBe("preflight");
    expect([checkSpec("CPU-1"), checkSpec("toString")]).toEqual([undefined, undefined]);
  });
});
