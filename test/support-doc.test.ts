import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { supportDoc, supportPage } from "./build/support-doc.ts";

test("docs/support.md says what the checks accept and the tests run: else run `npm run gen`", () => {
  const doc = supportDoc();
  expect(readFileSync(supportPage, "utf8")).toBe(doc);
  const rows = doc.split("\n").filter((line) => /^\| 1\.\d+ /.test(line));
  expect(rows.at(-1)).toMatch(/^\| 1\.37 \| kubeadm\.k8s\.io\/v1beta4 \| containerd \|/);
  expect(rows.filter((row) => row.includes("| yes,"))).toHaveLength(1);
});
