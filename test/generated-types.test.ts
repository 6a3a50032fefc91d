import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { generatedTypes, generateTypes, repository } from "./build/generate.ts";

function tree(root: string): Record<string, string> {
  const files = readdirSync(root, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return Object.fromEntries(
    files.map((entry) => {
      const path = join(entry.parentPath, entry.name);
      return [path.slice(root.length + 1), readFileSync(path, "utf8")];
    }),
  );
}

test("the committed protocol types are what the protocol files generate: else run `npm run gen`", () => {
  const fresh = mkdtempSync(join(tmpdir(), "quorate-types-"));
  try {
    generateTypes(fresh);
    expect(tree(join(repository, generatedTypes))).toEqual(tree(fresh));
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
});
