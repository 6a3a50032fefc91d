import { Secret } from "@quorate/shared/secret";
import { describe, expect, it } from "vitest";
import { FakeFiles } from "../../../../../test/fakes/fake-files.ts";
import { configText, initConfig, joinConfig, withConfigFile } from "./config-file.ts";

const token = new Secret("abcdef.0123456789abcdef");
const apiVersion = "kubeadm.k8s.io/v1beta3";

describe("initConfig", () => {
  it("puts the token with its life into the InitConfiguration only", () => {
    const documents = [
      { apiVersion, kind: "InitConfiguration", localAPIEndpoint: { bindPort: 6443 } },
      { apiVersion, kind: "ClusterConfiguration" },
    ];
    expect(initConfig(documents, token, 3600)).toEqual([
      {
        apiVersion,
        kind: "InitConfiguration",
        localAPIEndpoint: { bindPort: 6443 },
        bootstrapTokens: [{ token: "abcdef.0123456789abcdef", ttl: "3600s" }],
      },
      { apiVersion, kind: "ClusterConfiguration" },
    ]);
  });

  it("refuses documents without an InitConfiguration, and what is no token, without showing it", () => {
    const documents = [{ apiVersion, kind: "InitConfiguration" }];
    expect(() => initConfig([{ apiVersion, kind: "ClusterConfiguration" }], token, 60)).toThrow("no InitConfiguration");
    expect(() => initConfig(documents, new Secret("s3cr3t"), 60)).toThrow(/^(?!.*s3cr3t)/);
  });
});

describe("joinConfig", () => {
  it("keeps the endpoint and the pins beside the token", () => {
    const bootstrapToken = { apiServerEndpoint: "10.0.0.33:6443", caCertHashes: ["sha256:ab"] };
    const documents = [{ apiVersion, kind: "JoinConfiguration", discovery: { bootstrapToken, timeout: "5m" } }];
    expect(joinConfig(documents, token)).toEqual([
      {
        apiVersion,
        kind: "JoinConfiguration",
        discovery: { bootstrapToken: { ...bootstrapToken, token: token.reveal() }, timeout: "5m" },
      },
    ]);
  });

  it("refuses a JoinConfiguration without discovery", () => {
    expect(() => joinConfig([{ apiVersion, kind: "JoinConfiguration" }], token)).toThrow("discovery.bootstrapToken");
  });
});

describe("configText", () => {
  it("separates documents as YAML does", () => {
    expect(configText([{ apiVersion: "a", kind: "b" }])).toBe('---\n{\n  "apiVersion": "a",\n  "kind": "b"\n}\n');
  });
});

describe("withConfigFile", () => {
  it("is open to root alone while the work is done, and gone afterwards, even after a failure", async () => {
    const files = new FakeFiles();
    const path = "/run/quorate/kubeadm-init.yaml";
    const seen = withConfigFile(files, path, "text", async () => {
      expect(await files.status("/run/quorate")).toMatchObject({ mode: 0o700 });
      expect(await files.status(path)).toMatchObject({ mode: 0o600 });
      throw new Error("kubeadm failed");
    });
    await expect(seen).rejects.toThrow("kubeadm failed");
    expect(await files.status(path)).toBeUndefined();
  });
});
