import { describe, expect, it } from "vitest";
import { compareRpmVersions } from "./rpm-version.ts";

describe("compareRpmVersions", () => {
  // From rpm's own tests/rpmvercmp.at, and pairs of package versions.
  it.each([
    ["1.0", "2.0"],
    ["3.4.9-1", "3.4.10-1"],
    ["3.4.10-1", "3.4.10-2"],
    ["3.4.10-9", "1:3.4.9-1"],
    ["2.0.1", "2.0.1a"],
    ["5.5p1", "5.5p2"],
    ["5.5p1", "5.5p10"],
    ["10xyz", "10.1xyz"],
    ["xyz10", "xyz10.1"],
    ["xyz.4", "8"],
    ["5.5p2", "5.6p1"],
    ["6.0.rc1", "6.0"].reverse() as [string, string],
    ["10a2", "10b2"],
    ["1.0~rc1", "1.0"],
    ["1.0~rc1~git123", "1.0~rc1"],
    ["1.0", "1.0^git1"],
    ["1.0^git1", "1.01"],
    ["1.0~rc1", "1.0~rc1^git1"],
    ["18.09.7-3.el7", "20.10.24-1.el7"],
  ])("%s is older than %s", (older, newer) => {
    expect(compareRpmVersions(older, newer)).toBeLessThan(0);
    expect(compareRpmVersions(newer, older)).toBeGreaterThan(0);
  });

  it.each([
    ["1.0", "1.0"],
    ["0:1.0-1", "1.0-1"],
    ["1.05", "1.5"],
    ["2_0", "2.0"],
  ])("%s is %s", (a, b) => {
    expect(compareRpmVersions(a, b)).toBe(0);
  });
});
