import { describe, expect, it } from "vitest";
import { renderToml } from "./toml.ts";

describe("renderToml", () => {
  it("renders entries, then tables, each name and value in a form that TOML knows", () => {
    const text = renderToml({ version: 2 }, [
      { path: ["a", "b.c"], entries: { on: true, list: ["x", "y"], "odd key": "v" } },
    ]);
    expect(text).toBe('version = 2\n\n[a."b.c"]\non = true\nlist = ["x", "y"]\n"odd key" = "v"\n');
  });

  it("lets no text out of its quotes", () => {
    expect(renderToml({ a: '"\n[evil]\\\u0000\u007f' }, [])).toBe('a = "\\"\\n[evil]\\\\\\u0000\\u007f"\n');
  });
});
