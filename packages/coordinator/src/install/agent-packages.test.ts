import { describe, expect, it } from "vitest";
import { choosePackages, readPackageNames } from "./agent-packages.ts";
import { readSurvey } from "./survey.ts";

const pool = readPackageNames([
  "quorate-agent_0.1.0-1_all.deb",
  "quorate-agent_0.2.0-1_all.deb",
  "quorate-agent-0.1.0-1.noarch.rpm",
  "quorate-runtime_24.21.0-1.glibc2.28_amd64.deb",
  "quorate-runtime_24.21.0-1.glibc2.17_amd64.deb",
  "quorate-runtime-24.21.0-1.glibc2.28.x86_64.rpm",
  "quorate-runtime-24.21.0-1.glibc2.28.aarch64.rpm",
  "quorate-coordinator_0.1.0-1_all.deb",
  "README",
  "quorate-agent_0.1.0-1_all.deb; reboot",
]);

const said = (changes: Readonly<Record<string, string | readonly string[]>> = {}): string => {
  const plain = { kernel: "Linux", machine: "x86_64", glibc: "glibc 2.36", os: "debian", title: "Debian 12" };
  const rest = { has: ["apt-get", "dpkg"], systemd: "runs", root: "self" };
  const all: Readonly<Record<string, string | readonly string[]>> = { ...plain, ...rest, ...changes };
  return Object.entries(all)
    .flatMap(([word, value]) => [value].flat().map((each) => `${word} ${each}\n`))
    .join("");
};
const choose = (changes: Parameters<typeof said>[0] = {}, packages = pool) => {
  const { manager, install, agentVersion } = choosePackages(readSurvey(said(changes)), packages, {
    version: "0.1.0",
    folder: "/p",
  });
  return [manager, ...install.map(({ name }) => name), agentVersion];
};

describe("the packages of a host", () => {
  it.each([
    [
      "Debian",
      {},
      ["apt-get", "quorate-runtime_24.21.0-1.glibc2.28_amd64.deb", "quorate-agent_0.1.0-1_all.deb", "0.1.0"],
    ],
    [
      "an old Debian",
      { glibc: "glibc 2.24" },
      ["apt-get", "quorate-runtime_24.21.0-1.glibc2.17_amd64.deb", "quorate-agent_0.1.0-1_all.deb", "0.1.0"],
    ],
    [
      "Rocky on ARM64 that has dpkg too",
      { os: "rocky rhel centos fedora", machine: "aarch64", has: ["apt-get", "dpkg", "rpm", "yum", "dnf"] },
      ["dnf", "quorate-runtime-24.21.0-1.glibc2.28.aarch64.rpm", "quorate-agent-0.1.0-1.noarch.rpm", "0.1.0"],
    ],
    [
      "an unknown system with yum",
      { os: "inhouse", has: ["rpm", "yum"] },
      ["yum", "quorate-runtime-24.21.0-1.glibc2.28.x86_64.rpm", "quorate-agent-0.1.0-1.noarch.rpm", "0.1.0"],
    ],
    [
      "one that has the runtime",
      { "deb-runtime": "install ok installed 24.21.0-1.glibc2.28" },
      ["apt-get", "quorate-agent_0.1.0-1_all.deb", "0.1.0"],
    ],
    [
      "one that has both",
      {
        "deb-runtime": "install ok installed 24.21.0-1.glibc2.28",
        "deb-agent": "install ok installed 0.1.0-1",
      },
      ["apt-get", "0.1.0"],
    ],
    [
      "one whose agent was removed",
      {
        "deb-runtime": "install ok installed 24.21.0-1.glibc2.28",
        "deb-agent": "deinstall ok config-files 0.1.0-1",
      },
      ["apt-get", "quorate-agent_0.1.0-1_all.deb", "0.1.0"],
    ],
    [
      "one with a newer agent, which is left alone",
      { "deb-runtime": "install ok installed 25.0.0-1", "deb-agent": "install ok installed 0.3.0-1" },
      ["apt-get", "0.3.0"],
    ],
  ])("fit %s", (_, changes, chosen) => {
    expect(choose(changes)).toEqual(chosen);
  });

  it.each([
    ["another kernel", { kernel: "FreeBSD" }, "UNSUPPORTED", "it runs FreeBSD"],
    ["no systemd", { systemd: "" }, "UNSUPPORTED", "no systemd runs"],
    ["no package manager", { has: "" }, "UNSUPPORTED", "it has neither apt, dnf"],
    ["another processor", { machine: "riscv64" }, "UNSUPPORTED", "the host's processor is riscv64"],
    ["musl", { glibc: "" }, "UNSUPPORTED", "has no glibc"],
    [
      "a glibc that is too old for all",
      { glibc: "glibc 2.12" },
      "AGENT_PACKAGE_MISSING",
      "/p has no deb of quorate-runtime for x86_64 with glibc 2.12: what it has needs glibc 2.28, 2.17 or newer",
    ],
    [
      "a processor that nothing was built for",
      { machine: "aarch64" },
      "AGENT_PACKAGE_MISSING",
      "/p has no deb of quorate-runtime for aarch64 with glibc 2.36",
    ],
  ])("do not exist for a host with %s", (_, changes, code, message) => {
    expect(() => choose(changes)).toThrow(expect.objectContaining({ code, message: expect.stringContaining(message) }));
  });

  it("are of the coordinator's version: another is named, and not taken", () => {
    const only = pool.filter(({ version }) => version !== "0.1.0");
    expect(() => choose({}, only)).toThrow(
      "/p has no deb of quorate-agent 0.1.0; it has 0.2.0, and agents are to be of the coordinator's version",
    );
  });
});

describe("what a host says of itself", () => {
  it("is nothing when its shell says something else", () => {
    expect(() => readSurvey("Welcome!\n")).toThrow(expect.objectContaining({ code: "UNSUPPORTED" }));
  });

  it("is taken for what it can be, and no more", () => {
    const survey = readSurvey(
      `${said({ has: ["apt-get", "sh -c reboot"], root: "always", enrolment: '{"host": 1}', ca: "none" })}agent \u0007\n`,
    );
    expect(survey.managers).toEqual(["apt-get"]);
    expect(survey.root).toBeUndefined();
    expect(survey.enrolment).toBeUndefined();
    expect(readSurvey(said({ "deb-agent": "install ok installed $(reboot)" })).installed.deb).toEqual({});
  });
});
