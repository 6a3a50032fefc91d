import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { languages } from "../packages/shared/src/language.ts";
import { readmeMatrix, readmes, withMatrix } from "./build/readme-matrix.ts";
import { pictureFile, startWindowPicture } from "./build/start-window-picture.ts";
import { supportDoc, supportPage } from "./build/support-doc.ts";

test("docs/support.md says what the checks accept and the tests run: else run `npm run gen`", () => {
  const doc = supportDoc();
  expect(readFileSync(supportPage, "utf8")).toBe(doc);
  const rows = doc.split("\n").filter((line) => /^\| 1\.\d+ /.test(line));
  expect(rows.at(-1)).toMatch(/^\| 1\.37 \| kubeadm\.k8s\.io\/v1beta4 \| containerd \|/);
  expect(rows.filter((row) => row.includes("| yes,"))).toHaveLength(1);
});

test.each(languages)(
  "the table of versions of the README in %s is that of docs/support.md: else run `npm run gen`",
  (language) => {
    const readme = readFileSync(readmes[language], "utf8");
    expect(readme).toContain(readmeMatrix(language));
    expect(readme).toBe(withMatrix(readme, language));
  },
);

test("the picture of the README is drawn from its run as the status page would draw it: else run `npm run gen`", () => {
  expect(readFileSync(pictureFile, "utf8")).toBe(startWindowPicture());
});
