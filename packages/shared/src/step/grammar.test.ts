import { describe, expect, it } from "vitest";
import { stepContracts } from "./contract.ts";
import { dataDirectory, kubeconfigFile, line, pkiFile, url } from "./grammar.ts";

describe("a path in a step", () => {
  it.each([
    "/etc/cron.d/x",
    "/etc/quorate/pki",
    "/etc/quorate/pki/../../cron.d/x",
    "/etc/quorate/pkix/ca.crt",
    "/etc/quorate/pki/a\0b",
    "etc/quorate/pki/ca.crt",
  ])("fault 56: is no key or certificate outside of its directories: %j", (path) => {
    expect(pkiFile.safeParse("/etc/quorate/pki/etcd/ca.crt").success).toBe(true);
    expect(pkiFile.safeParse(path).success).toBe(false);
  });

  it("fault 56: is no file of the system where data goes", () => {
    for (const path of ["/var/lib/quorate-etcd", "/data/etcd", "/srv/etcd"]) {
      expect(dataDirectory.safeParse(path).success, path).toBe(true);
    }
    for (const path of [
      "/etc",
      "/etc/x/y",
      "/usr/lib/etcd",
      "/home/a/etcd",
      "/etcd",
      "/proc/1",
      "/var/lib/../../etc/x",
    ]) {
      expect(dataDirectory.safeParse(path).success, path).toBe(false);
    }
  });

  it("fault 56: makes nobody's file one that users are given a copy of", () => {
    const copies = stepContracts["kubernetes.kubeconfig"].input;
    expect(copies.safeParse({ source: "/etc/kubernetes/admin.conf", users: ["ops"] }).success).toBe(true);
    expect(copies.safeParse({ source: "/etc/shadow", users: ["ops"] }).success).toBe(false);
    expect(kubeconfigFile.safeParse("/root/x").success).toBe(false);
  });
});

describe("one line", () => {
  it.each(["a\nb", "a\u0085b", "a\u2028b", "a\u202eb", "a\u2066b", "a\u007fb"])("is not %j", (text) => {
    expect(line.safeParse("Docker CE, é").success).toBe(true);
    expect(line.safeParse(text).success).toBe(false);
  });
});

describe("a url", () => {
  it.each(["https://a.example/x y", "https://a.example/\nx", 'https://a.example/"', "ftp://a", "https:/a"])(
    "is not %j",
    (text) => {
      expect(url.safeParse("https://a.example:8080/x/y%20z.tar.gz").success).toBe(true);
      expect(url.safeParse("file:///opt/etcd.tar.gz").success).toBe(true);
      expect(url.safeParse(text).success).toBe(false);
    },
  );
});
