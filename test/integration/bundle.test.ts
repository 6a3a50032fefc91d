import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { bundleDirectory } from "@quorate/shared/step/bundle";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { BundleChannel } from "../../packages/agent/src/session/bundle-channel.ts";
import { bundleFetch } from "../../packages/agent/src/steps/bundle-fetch.ts";
import type { BundleContents } from "../../packages/coordinator/src/bundle/manifest.ts";
import { debRepository } from "../../packages/coordinator/src/gather/debs.ts";
import { writeBundle } from "../../packages/coordinator/src/gather/write-bundle.ts";
import { type FakeHost, fakeHost } from "../fakes/fake-host.ts";
import { flipBit } from "../fakes/flip-bit.ts";
import { pretendHandlers } from "../fakes/pretend-handlers.ts";
import { demoSpec } from "./demo-spec.ts";
import { RealAgent } from "./real-agent.ts";
import { RealCoordinator } from "./real-coordinator.ts";

const work = mkdtempSync(join(tmpdir(), "quorate-bundle-"));
const archive = join(work, "demo.tar");
const program = fileURLToPath(new URL("../../packages/coordinator/dist/main.js", import.meta.url));
const sum = (text: string): string => createHash("sha256").update(text).digest("hex");

afterAll(() => rmSync(work, { recursive: true, force: true }));

const flip = (text: string): void => flipBit(archive, text);

describe("a coordinator with a bundle", () => {
  const names = ["m1", "m2", "m3"];
  const machines = new Map<string, FakeHost>();
  const agents: RealAgent[] = [];
  const spec = { text: demoSpec(), name: "cluster.yaml", files: {} };
  // Some of it is more than what is under way at a time.
  const contents = {
    "haproxy_2.6_amd64.deb": "the package of haproxy",
    "large_1_all.deb": "0123456789".repeat(400_000),
  };
  let real: RealCoordinator;
  let bundle: BundleContents;

  beforeAll(async () => {
    const files = Object.entries(contents).map(([name, text]) => {
      writeFileSync(join(work, name), text);
      return { name: `packages/${name}`, path: join(work, name) };
    });
    const os = { id: "debian", version: "12", arch: "x64" };
    bundle = await writeBundle(archive, { cluster: "demo", specHash: sum(""), os, packages: "deb" }, files);
    real = await RealCoordinator.start({ bundle: archive });
    for (const name of names) {
      const machine = fakeHost();
      machines.set(name, machine);
      const agent = await RealAgent.enrolled(real, name, `10.0.0.${name.slice(1)}`);
      agents.push(agent);
      await agent.start(pretendHandlers(name, "m1", { "bundle.fetch": bundleFetch }), machine);
    }
  });

  afterAll(async () => {
    for (const agent of agents) await agent.remove();
    await real.remove();
  });

  async function bootstrap() {
    const { run, since } = await real.client.bootstrap(spec, "root", [], { until: "packages" });
    for await (const { event } of real.client.events(
      { since: since - 1, follow: true, run },
      new AbortController().signal,
    )) {
      if (event.type === "run.finished") return event;
    }
    throw new Error("the events ended before the run did");
  }
  const place = (file: string) => `${bundleDirectory(bundle.id)}/packages/${file}`;
  const leased = async (kind: string) => (await real.events("lease.granted")).filter(({ step }) => step.includes(kind));

  it("has a file with a flipped bit refused by its name and both sums, and nothing installed", async () => {
    flip("the package of haproxy");
    const { failure } = await bootstrap();
    flip("uhe package of haproxy");
    expect(failure).toMatchObject({ code: "BUNDLE_DAMAGED" });
    expect(failure?.message).toContain("packages/haproxy_2.6_amd64.deb");
    for (const text of ["the", "uhe"]) expect(failure?.message).toContain(sum(`${text} package of haproxy`));
    expect(await leased("packages/install")).toEqual([]);
    for (const machine of machines.values()) expect(machine.files.text(place("haproxy_2.6_amd64.deb"))).toBeUndefined();
  });

  it("gives every host what the plan lists, before anything is installed out of it", async () => {
    expect((await bootstrap()).outcome).toBe("done");
    for (const machine of machines.values()) {
      for (const [name, text] of Object.entries(contents)) expect(machine.files.text(place(name))).toBe(text);
    }
    expect(await leased("packages/install")).toHaveLength(3);
  });

  it("gives a file by its sum only, and nothing to a host that was revoked", async () => {
    const [agent] = agents;
    if (!agent) throw new Error("no agent");
    const identity = await agent.identity();
    const channel = new BundleChannel(() => identity);
    const ask = async (sha256: string): Promise<string> => {
      const { signal } = new AbortController();
      let text = "";
      for await (const piece of channel.read({ name: "packages/x", sha256, bytes: 9_999 }, signal)) text += piece;
      return text;
    };
    expect(await ask(sum("the package of haproxy"))).toBe("the package of haproxy");
    for (const stranger of [sum("another"), "../../etc/passwd", "packages/haproxy_2.6_amd64.deb"]) {
      await expect(ask(stranger)).rejects.toMatchObject({ code: "BUNDLE_MISSING" });
    }
    await real.client.revokeHost(agent.name, "test");
    await expect(ask(sum("the package of haproxy"))).rejects.toMatchObject({ code: "PERMISSION_DENIED" });
    channel.close();
  });
});

describe("coordinator bundle", () => {
  const folder = join(work, "cli");
  const coordinator = (...args: readonly string[]): string =>
    execFileSync(process.execPath, [program, ...args], {
      ...{ cwd: folder, encoding: "utf8", stdio: "pipe" },
      // Of this machine's sources none is read: apt finds the packages below and no other.
      env: { PATH: process.env["PATH"], APT_CONFIG: join(folder, "apt.conf") },
    });
  const offered = ["haproxy", "keepalived", "ipset", "iptables", "conntrack", "containerd"];
  const versions = { "etcd-server": "3.4.23-4", "etcd-client": "3.4.23-4", kubeadm: "1.20.2-00", kubelet: "1.20.2-00" };
  const all = { ...Object.fromEntries(offered.map((name) => [name, "1:2.0-1"])), ...versions, kubectl: "1.20.2-00" };

  function build(name: string, version: string, ...more: readonly string[]): string {
    const tree = join(folder, "tree", name, "DEBIAN");
    mkdirSync(tree, { recursive: true });
    const fields = [`Package: ${name}`, `Version: ${version}`, "Architecture: all", "Maintainer: nobody <a@b.c>"];
    writeFileSync(join(tree, "control"), `${[...fields, ...more, "Description: none"].join("\n")}\n`);
    const file = join(folder, "pool", `${name}_${version.replace(/^\d+:/, "")}_all.deb`);
    execFileSync("dpkg-deb", ["-Znone", "--root-owner-group", "-b", join(tree, ".."), file], { stdio: "pipe" });
    return file;
  }

  beforeAll(async () => {
    mkdirSync(join(folder, "pool"), { recursive: true });
    const debs = Object.entries(all).map(([name, version]) => build(name, version, "Depends: libneeded (>= 1)"));
    debs.push(build("libneeded", "1.5"), build("haproxy-unwanted", "1.0"));
    writeFileSync(join(folder, "pool/Packages"), (await debRepository(debs)).index);
    writeFileSync(join(folder, "sources.list"), `deb [trusted=yes] file:${folder}/pool ./\n`);
    // The user that apt downloads as would not come through a private folder.
    const settings = { "Dir::Etc::SourceList": join(folder, "sources.list"), "Dir::Etc::SourceParts": "/dev/null" };
    const lines = Object.entries({ ...settings, "APT::Sandbox::User": "root" }).map(([k, v]) => `${k} "${v}";\n`);
    writeFileSync(join(folder, "apt.conf"), lines.join(""));
    const rest = [
      "  etcd: { version: 3.4.*, source: { kind: package, server: etcd-server, client: etcd-client } }",
      '  runtime: { name: containerd, packages: [containerd], version: "*" }',
      "  packages: { versions: { haproxy: null, keepalived: null } }",
      "  kubernetes: { version: 1.20.2, proxyMode: iptables }",
    ];
    const spec = demoSpec().replace("profile: current", "profile: blog-k8s-1.15");
    writeFileSync(join(folder, "cluster.yaml"), `${spec}${rest.join("\n")}\n`);
  });

  it("gathers what the plan names and what that needs, with real apt, and nothing else", () => {
    coordinator("bundle", "create", "-f", "cluster.yaml", "--out", "one.tar");
    const list = coordinator("bundle", "list", "one.tar");
    for (const name of [...Object.keys(all), "libneeded"]) expect(list).toContain(`packages/${name}_`);
    expect(list).not.toContain("unwanted");
  });
});
