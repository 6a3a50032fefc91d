import { AppError } from "@quorate/shared/errors";
import { describe, expect, it } from "vitest";
import { initSpec } from "./init-spec.ts";
import { parseSpec, parseSpecWithWarnings } from "./parse-spec.ts";
import { profileNames } from "./schema/sections.ts";

const addresses = ["192.168.1.90", "192.168.1.91", "192.168.1.93"];
const vip = "192.168.1.33";

function refusal(request: Parameters<typeof initSpec>[0]): AppError {
  try {
    initSpec(request);
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  throw new Error("the request was accepted");
}

describe("initSpec", () => {
  it.each(profileNames)("prints a file of the profile %s that works as it is", (profile) => {
    const { spec, warnings } = parseSpecWithWarnings(initSpec({ addresses, vip, profile }), "cluster.yaml");
    expect(spec.profile).toBe(profile);
    expect(spec.hosts.map((host) => host.name)).toEqual(["k8s-master90", "k8s-master91", "k8s-master93"]);
    expect(spec.hosts.map((host) => host.address)).toEqual(addresses);
    expect(spec.endpoint.vip).toBe(vip);
    expect(warnings).toEqual([]);
  });

  it.each(profileNames)("shows defaults of the profile %s that are true", (profile) => {
    const text = initSpec({ addresses, vip, profile });
    const at = text.indexOf("# What follows");
    const uncommented = text.slice(0, at) + text.slice(text.indexOf("\n", at)).replaceAll("  # ", "  ");
    expect(uncommented).not.toBe(text);
    expect(parseSpec(uncommented, "uncommented")).toEqual(parseSpec(text, "cluster.yaml"));
  });

  it("is short enough to read", () => {
    expect(initSpec({ addresses, vip }).split("\n").length).toBeLessThan(60);
  });

  it("takes names, a cluster name and a virtual IP with its prefix", () => {
    const text = initSpec({ addresses, vip: `${vip}/24`, names: ["a", "b", "c"], cluster: "prod" });
    const spec = parseSpec(text, "cluster.yaml");
    expect(spec).toMatchObject({ name: "prod", endpoint: { vip, prefix: 24 } });
    expect(spec.hosts.map((host) => host.name)).toEqual(["a", "b", "c"]);
  });

  it("numbers hosts whose last octets are equal", () => {
    const text = initSpec({ addresses: ["10.0.1.5", "10.0.2.5", "10.0.3.5"], vip: "10.0.1.9" });
    const names = parseSpec(text, "cluster.yaml").hosts.map((host) => host.name);
    expect(names).toEqual(["k8s-master1", "k8s-master2", "k8s-master3"]);
  });

  it.each([
    ["two hosts", { addresses: addresses.slice(0, 2), vip }, "spec.hosts: 2 control-plane hosts"],
    ["one address twice", { addresses: ["10.0.0.1", "10.0.0.1", "10.0.0.2"], vip }, "is also the address of hosts[0]"],
    ["a virtual IP of a host", { addresses, vip: "192.168.1.90" }, "is the address of k8s-master90"],
    ["a word as an address", { addresses: ["db", ...addresses], vip }, '"db" is not a host\'s IPv4 or IPv6 address'],
    ["YAML in an address", { addresses: ["1.2.3.4 }\n    - {", ...addresses], vip }, "is not a host's IPv4"],
    ["YAML in the virtual IP", { addresses, vip: "192.168.1.33/24\n  etcd: {}" }, "is not an IPv4 or IPv6 address"],
    ["YAML in a name", { addresses, vip, names: ["a", "b", "c }\n"] }, "is not a name"],
    ["names that are too few", { addresses, vip, names: ["a"] }, "1 names for 3 addresses"],
  ])("refuses %s as a mistake on the command line", (_what, request, says) => {
    const error = refusal(request);
    expect(error.code).toBe("USAGE");
    expect(error.message).toContain(says);
    expect(error.message).not.toContain("cluster.yaml:");
  });
});
