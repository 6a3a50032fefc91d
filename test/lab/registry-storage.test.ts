import { describe, expect, it } from "vitest";
import { inRegistry } from "./registry-storage.ts";

describe("inRegistry", () => {
  it("leaves out the registry that the image's name begins with", () => {
    expect(inRegistry("k8s.gcr.io/kube-proxy:v1.20.2")).toEqual({ repository: "kube-proxy", tag: "v1.20.2" });
    expect(inRegistry("192.168.1.1:5000/team/echo:1")).toEqual({ repository: "team/echo", tag: "1" });
  });

  it("takes a first part without a dot or a port for a part of the repository", () => {
    expect(inRegistry("team/echo:1")).toEqual({ repository: "team/echo", tag: "1" });
    expect(inRegistry("echo")).toEqual({ repository: "echo", tag: "latest" });
  });
});
