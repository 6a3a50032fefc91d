import { describe, expect, it } from "vitest";
import { nodeFloor, nodeRefusal } from "./node-floor.ts";

describe("the oldest Node that may run us", () => {
  it.each([nodeFloor, "24.18.2", "24.21.0", "24.100.0", "26.0.0", process.versions.node])("takes %s", (version) => {
    expect(nodeRefusal(version)).toBeUndefined();
  });

  it.each(["18.20.8", "22.23.2", "24.2.0", "24.18.0", "24.9.99", "25.9.0", "0.12.18"])(
    "refuses %s, and says why",
    (version) => {
      expect(nodeRefusal(version)).toMatch(`Node ${version} `);
      expect(nodeRefusal(version)).toContain(nodeFloor);
    },
  );
});
