import { describe, expect, it } from "vitest";
import { predictClusterId, predictMemberId } from "./etcd-identity.ts";

describe("predicted etcd identity", () => {
  const urls = ["https://192.168.1.90:2380", "https://192.168.1.91:2380", "https://192.168.1.93:2380"];

  it("does not depend on the order in which members are listed", () => {
    const forward = predictClusterId(
      urls.map((url) => [url]),
      "token-1",
    );
    const backward = predictClusterId(
      [...urls].reverse().map((url) => [url]),
      "token-1",
    );
    expect(forward).toBe(backward);
  });

  it("fault 34: changes with the token, so that old data can never pass for new", () => {
    expect(predictMemberId(["https://192.168.1.90:2380"], "token-1")).not.toBe(
      predictMemberId(["https://192.168.1.90:2380"], "token-2"),
    );
  });
});
