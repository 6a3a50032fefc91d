import { describe, expect, it } from "vitest";
import { command, fakeHost, succeeded } from "../../../../test/fakes/fake-host.ts";
import { fakeStepContext } from "../../../../test/fakes/fake-step-context.ts";
import { packageInstall } from "./package-install.ts";

const bundle = "abcdef0123456789".repeat(4);
const place = "/var/cache/quorate/bundle/abcdef0123456789";
const policy = `haproxy:
  Installed: (none)
  Candidate: 2.6.12-1
  Version table:
     2.6.12-1 500
        500 file:${place}/packages ./ Packages
`;
const release = { debian: "ID=debian\n", rocky: "ID=rocky\n" };
const programs = { debian: "/usr/bin/apt-get", rocky: "/usr/bin/dnf" };

/** A host that has nothing installed, and takes what is asked for. */
function hostOf(system: keyof typeof release) {
  let installed = false;
  const install = command([system === "debian" ? "apt-get" : "dnf"], (argv) => {
    installed ||= argv.includes("install");
    return argv.includes("repoquery") ? succeeded("haproxy 0:2.6.12-1\n") : succeeded();
  });
  const host = fakeHost({
    files: { "/etc/os-release": release[system], [programs[system]]: "" },
    commands: [
      command(["dpkg-query"], () => succeeded(installed ? "haproxy\tii \t2.6.12-1\n" : "")),
      command(["rpm"], () => succeeded(installed ? "haproxy 2.6.12-1\n" : "")),
      command(["apt-cache"], succeeded(policy)),
      install,
    ],
  });
  return { host, ctx: fakeStepContext(host) };
}

const input = {
  packages: [{ name: "haproxy", version: "2.6.*", hold: false }],
  ...{ keepStopped: [], lockWaitMs: 1_000, bundle },
};

describe("package.install out of a bundle", () => {
  it("shows apt the bundle's repository and no other, with lists of its own", async () => {
    const { host, ctx } = hostOf("debian");
    expect(await packageInstall.apply(input, ctx)).toEqual({ installed: { haproxy: "2.6.12-1" } });
    expect(host.files.text(`${place}/apt/sources.list`)).toBe(`deb [trusted=yes] file:${place}/packages ./\n`);
    const asked = host.executed.filter(([program]) => program === "apt-get" || program === "apt-cache");
    expect(asked.length).toBeGreaterThan(1);
    for (const argv of asked) {
      expect(argv).toContain(`Dir::Etc::SourceList=${place}/apt/sources.list`);
      expect(argv).toContain("Dir::Etc::SourceParts=/dev/null");
      expect(argv).toContain(`Dir::State::Lists=${place}/apt/lists`);
    }
  });

  it("shows dnf the bundle's repository and no other", async () => {
    const { host, ctx } = hostOf("rocky");
    expect(await packageInstall.apply(input, ctx)).toEqual({ installed: { haproxy: "2.6.12-1" } });
    expect(host.files.text(`${place}/rpm/quorate-bundle.repo`)).toContain(`baseurl=file://${place}/packages\n`);
    const asked = host.executed.filter(([program]) => program === "dnf");
    expect(asked.length).toBeGreaterThan(1);
    for (const argv of asked) expect(argv).toContain(`--setopt=reposdir=${place}/rpm`);
  });

  it("writes nothing to see what is missing", async () => {
    const { host, ctx } = hostOf("debian");
    const before = [...host.files.entries.keys()];
    expect(await packageInstall.probe(input, ctx)).toHaveLength(1);
    expect([...host.files.entries.keys()]).toEqual(before);
  });
});
