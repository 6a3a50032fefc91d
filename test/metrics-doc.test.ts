import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { metricsDoc, metricsPage } from "./build/metrics-doc.ts";

test("docs/metrics.md says what is exported: else run `npm run gen`", () => {
  expect(readFileSync(metricsPage, "utf8")).toBe(metricsDoc());
});
