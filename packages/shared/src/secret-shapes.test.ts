import { describe, expect, it } from "vitest";
import { maskSecrets } from "./secret-shapes.ts";

describe("what looks like a secret", () => {
  it.each([
    ["kubeadm join 10.0.0.1:6443 --token 3vjfpc.647mossfkxl2v6u6", "kubeadm join 10.0.0.1:6443 --token [redacted]"],
    [`--certificate-key ${"ee78fe3d".repeat(8)} used`, "--certificate-key [redacted] used"],
    ["-----BEGIN RSA PRIVATE KEY-----\nAAAA\n-----END RSA PRIVATE KEY-----\nafter", "[redacted]\nafter"],
    ["-----BEGIN PRIVATE KEY-----\nAAAA", "[redacted]"],
    ["proxy http://alice:s3cr3t@10.0.0.9:3128/", "proxy http://[redacted]@10.0.0.9:3128/"],
    ["Authorization: Bearer abcdefgh12345678", "Authorization: Bearer [redacted]"],
    ["    auth_pass 123456", "    auth_pass [redacted]"],
    ["etcdctl --password hunter22 get /", "etcdctl --password [redacted] get /"],
    ["Using token: abcdef", "Using token: [redacted]"],
    ['{"password":"hunter22","user":"x"}', '{"password":"[redacted]","user":"x"}'],
  ])("is taken out of %j", (text, masked) => {
    expect(maskSecrets(text)).toBe(masked);
  });

  it.each([
    `discovery-token-ca-cert-hash sha256:${"64891f8d".repeat(8)}`,
    "etcd.service: Main process exited, code=exited, status=1/FAILURE",
    "raft2026/11/28 10:00:00 a8266ecf031671f3 became leader at term 2",
    "https://192.168.1.90:2379 is healthy",
    '[upload-certs] Storing the certificates in Secret "kubeadm-certs" in the "kube-system" Namespace',
    "[bootstrap-token] Using token to configure RBAC rules",
  ])("is not seen in %j", (text) => {
    expect(maskSecrets(text)).toBe(text);
  });
});
