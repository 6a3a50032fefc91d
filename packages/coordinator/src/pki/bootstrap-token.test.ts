import { expect, test } from "vitest";
import { createBootstrapToken } from "./bootstrap-token.ts";

test("a bootstrap token has kubeadm's form, is another one each time, and uses every digit", () => {
  const tokens = Array.from({ length: 200 }, () => createBootstrapToken().reveal());
  for (const token of tokens) expect(token).toMatch(/^[a-z0-9]{6}\.[a-z0-9]{16}$/);
  expect(new Set(tokens).size).toBe(200);
  expect(new Set(tokens.join("").replaceAll(".", "")).size).toBe(36);
});
