import { describe, expect, it } from "vitest";
import { initSpec } from "./init-spec.ts";
import { parseSpec } from "./parse-spec.ts";
import { specHash } from "./spec-hash.ts";

const text = initSpec({ addresses: ["192.168.1.90", "192.168.1.91", "192.168.1.93"], vip: "192.168.1.33" });
const hashOf = (raw: string) => specHash(parseSpec(raw, "cluster.yaml"));

describe("specHash", () => {
  it("is the same for comments, spelling and order that mean the same", () => {
    const bare = text.replaceAll(/^ *#.*\n/gm, "");
    expect(bare).not.toBe(text);
    expect(hashOf(bare)).toBe(hashOf(text));
    expect(hashOf(`${bare}  etcd: { election: 1000ms, startWindow: 1m }\n`)).toBe(hashOf(text));
    expect(hashOf(`${bare}  etcd: { startWindow: 1m, election: 1s }\n`)).toBe(hashOf(text));
  });

  it("is the same whatever the order of the keys in memory", () => {
    const spec = parseSpec(text, "cluster.yaml");
    const turned = Object.fromEntries(Object.entries(spec).reverse());
    expect(specHash({ ...spec, ...turned })).toBe(specHash(spec));
    expect(JSON.stringify(turned)).not.toBe(JSON.stringify(spec));
    expect(specHash(Object.assign(turned, spec))).toBe(specHash(spec));
  });

  it("changes with a value, and with the order of hosts", () => {
    const hash = hashOf(text);
    expect(hash).toMatch(/^[0-9a-f]{64}$/);
    expect(hashOf(text.replace("port: 8443", "port: 8444"))).not.toBe(hash);
    const swapped = text
      .replace("192.168.1.90", "x")
      .replace("192.168.1.91", "192.168.1.90")
      .replace("x", "192.168.1.91");
    expect(hashOf(swapped)).not.toBe(hash);
  });
});
