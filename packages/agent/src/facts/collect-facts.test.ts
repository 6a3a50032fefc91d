import { hostId } from "@quorate/shared/ids";
import { describe, expect, test } from "vitest";
import { exited, fakeHost, succeeded } from "../../../../test/fakes/fake-host.ts";
import { collectFacts } from "./collect-facts.ts";
import { defaultInterface, defaultInterface6 } from "./default-interface.ts";
import { askInventory, withInventory } from "./inventory.ts";

const options = { host: hostId("k8s-1"), agentVersion: "0.1.0", arch: "x64" };
const debian = 'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nID=debian\nVERSION_ID="12"\n';
const rocky =
  'NAME="Rocky Linux"\nID="rocky"\nID_LIKE="rhel centos fedora"\nVERSION_ID="8.9"\nPRETTY_NAME="Rocky Linux 8.9"\n';
const generation = { token: "prod-abcdefgh", clusterId: "f00d", dataDir: "/var/lib/quorate-etcd", formed: true };

const files: Record<string, string> = {
  "/etc/os-release": debian,
  "/etc/machine-id": "0123456789abcdef\n",
  "/proc/sys/kernel/random/boot_id": "b00t\n",
  "/proc/sys/kernel/hostname": "k8s-master90\n",
  "/proc/sys/kernel/osrelease": "6.1.0-18-amd64\n",
  "/proc/cpuinfo": "processor\t: 0\nmodel name\t: x\n\nprocessor\t: 1\nmodel name\t: x\n",
  "/proc/meminfo": "MemTotal:        4028440 kB\nMemFree: 1 kB\n",
  "/proc/net/route":
    "Iface\tDestination\tGateway\tFlags\tRefCnt\tUse\tMetric\tMask\tMTU\tWindow\tIRTT\n" +
    "wlan0\t00000000\t0101A8C0\t0003\t0\t0\t600\t00000000\t0\t0\t0\n" +
    "enp5s0f0\t00000000\t0101A8C0\t0003\t0\t0\t100\t00000000\t0\t0\t0\n" +
    "enp5s0f0\t0001A8C0\t00000000\t0001\t0\t0\t100\t00FFFFFF\t0\t0\t0\n",
  "/sys/class/dmi/id/product_uuid": "4C4C4544-0042\n",
  "/usr/bin/apt-get": "",
};
const addresses = [
  { interface: "enp5s0f0", address: "192.168.1.90", prefix: 24, mac: "52:54:00:00:00:01" },
  { interface: "enp5s0f0", address: "fe80::1", prefix: 64, mac: "52:54:00:00:00:01" },
];

describe("the facts of a host", () => {
  test("are what its files and interfaces say", async () => {
    expect(await collectFacts(fakeHost({ files, addresses }), options)).toEqual({
      host: "k8s-1",
      agentVersion: "0.1.0",
      bootId: "b00t",
      machineId: "0123456789abcdef",
      productUuid: "4c4c4544-0042",
      hostname: "k8s-master90",
      os: {
        id: "debian",
        version: "12",
        name: "Debian GNU/Linux 12 (bookworm)",
        kernel: "6.1.0-18-amd64",
        arch: "x64",
      },
      cpus: 2,
      memoryMiB: 3_934,
      packageManager: "apt",
      interfaces: [{ name: "enp5s0f0", mac: "52:54:00:00:00:01", addresses: ["192.168.1.90/24", "fe80::1/64"] }],
      defaultInterface: "enp5s0f0",
    });
  });

  test("are gathered without starting a program", async () => {
    const host = fakeHost({ files, addresses });
    await collectFacts(host, options);
    expect(host.executed).toEqual([]);
  });

  test("leave empty what the machine does not tell", async () => {
    const found = await collectFacts(fakeHost(), options);
    expect(found).toMatchObject({ productUuid: "", packageManager: "none", defaultInterface: "", cpus: 0 });
  });

  test.each([
    ["Debian with dnf beside apt", { ...files, "/usr/bin/dnf": "" }, "apt"],
    [
      "Rocky with apt beside dnf",
      { ...files, "/etc/os-release": rocky, "/usr/bin/dnf": "", "/usr/bin/yum": "" },
      "dnf",
    ],
    ["CentOS 7", { "/etc/os-release": 'ID="centos"\nID_LIKE="rhel fedora"', "/usr/bin/yum": "" }, "yum"],
  ])("name the distribution's own package manager: %s", async (_, tree, expected) => {
    expect((await collectFacts(fakeHost({ files: tree }), options)).packageManager).toBe(expected);
  });

  test("name the etcd generation that this product made here", async () => {
    const tree = { ...files, "/etc/quorate/etcd-generation.json": JSON.stringify(generation) };
    expect((await collectFacts(fakeHost({ files: tree }), options)).etcd).toEqual(generation);
  });

  test.each(["/etc/quorate/etcd-generation.json", "/etc/quorate/kubernetes.json"])(
    "say that %s is damaged, and the way out: a member must not pass for none",
    async (file) => {
      const facts = await collectFacts(fakeHost({ files: { ...files, [file]: '{"token":' } }), options);
      expect(facts.damaged).toEqual([{ file, hint: expect.stringContaining("remove it") }]);
      expect(facts).not.toHaveProperty("etcd");
      expect(facts).not.toHaveProperty("kubernetes");
    },
  );
});

test("routes that are down or lead to a network are no default route", () => {
  expect(defaultInterface("header\neth0\t00000000\t0\t0002\t0\t0\t0\t00000000\n")).toBe("");
  expect(defaultInterface("header\neth0\t00000000\t0\t0001\t0\t0\t0\t00FFFFFF\n")).toBe("");
});

test("the IPv6 default route counts, the kernel's rejecting one does not", () => {
  const zeros = "0".repeat(32);
  const row = (flags: string, name: string) =>
    `${zeros} 00 ${zeros} 00 fe800001 00000400 00000001 00000000 ${flags} ${name}`;
  expect(defaultInterface6(`${row("00200200", "lo")}\n${row("00000003", "eth0")}\n`)).toBe("eth0");
  expect(defaultInterface6(row("00200201", "lo"))).toBe("");
});

describe("the inventory of enrolment", () => {
  const argv = ["/usr/bin/quorate-agent", "inventory"] as const;
  const asked = (answer: ReturnType<typeof succeeded>) =>
    askInventory(fakeHost({ commands: [(given) => (given[1] === "inventory" ? answer : undefined)] }), argv);

  test("fills gaps and overrides nothing", async () => {
    const facts = await collectFacts(fakeHost({ files }), options);
    const found = await asked(succeeded('{"productUuid":"AA-BB","osName":"Other 1"}'));
    expect(withInventory(facts, found)).toEqual(facts);
    expect(withInventory({ ...facts, productUuid: "" }, found).productUuid).toBe("aa-bb");
  });

  test.each([succeeded("not JSON"), succeeded("{}"), exited(1)])(
    "that fails is no inventory, and no error",
    async (answer) => {
      expect(await asked(answer)).toBeUndefined();
    },
  );
});
