import { describe, expect, it } from "vitest";
import { fitsVersion } from "./package-version.ts";

describe("fitsVersion", () => {
  it.each([
    ["3.4.23-4+b4", undefined],
    ["3.4.23-4+b4", "3.4.23-4+b4"],
    ["3.4.23-4+b4", "3.4.23"],
    ["3.4.23+dfsg-1+b4", "3.4.23"],
    ["1:2.2.7-1+b2", "2.2.7"],
    ["1:2.2.7-1+b2", "1:2.2.7-1+b2"],
    ["1:2.2.7-1+b2", "2.2.7-1+b2"],
    ["5:20.10.24~3-0~debian-bookworm", "20.10.24"],
    ["1.15.1-00", "1.15.1"],
    ["1.5.18-9.el7", "1.5.18"],
    ["1.5.18-9.el7", "1.5.18-9.el7"],
    ["3.4.23-4+b4", "3.4.*"],
    ["1:3.4.23-4", "3.4.*"],
    ["1:3.4.23-4", "1:3.*"],
  ])("takes %s for %s", (version, pattern) => {
    expect(fitsVersion(version, pattern)).toBe(true);
  });

  it.each([
    ["3.4.23-4+b4", "3.4.2"],
    ["3.4.23-4+b4", "3.4"],
    ["3.40.1-1", "3.4.*"],
    ["3.4.23~rc1-1", "3.4.23"],
    ["3.4.23+really3.4.22-1", "3.4.23"],
    ["1:2.2.7-1", "2:2.2.7-1"],
    ["2.2.7-1", "1:2.2.7-1"],
  ])("does not take %s for %s", (version, pattern) => {
    expect(fitsVersion(version, pattern)).toBe(false);
  });
});
