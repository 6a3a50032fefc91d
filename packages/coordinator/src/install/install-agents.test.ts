import { createHash } from "node:crypto";
import { caHash } from "@quorate/shared/ca-hash";
import { hostId } from "@quorate/shared/ids";
import { Secret } from "@quorate/shared/secret";
import { describe, expect, it } from "vitest";
import { fakeCa } from "../../../../test/fakes/fake-ca.ts";
import { type FakeHostStatus, fakeStatus } from "../../../../test/fakes/fake-status.ts";
import { InstantClock } from "../../../../test/fakes/instant-clock.ts";
import { installErrors, installExit, installLines, installRecap } from "../report/agents-install.ts";
import { plainLook } from "../report/look.ts";
import { readPackageNames } from "./agent-packages.ts";
import { installAgents } from "./install-agents.ts";
import type { InstallSettings } from "./install-settings.ts";
import { type NamedTarget, nameTargets } from "./named-target.ts";
import { enrolCommand, installCommand, journalCommand, startCommand, surveyCommand } from "./remote-commands.ts";
import type { ProgramCall, ProgramResult } from "./run-program.ts";
import { parseSshTarget } from "./ssh-target.ts";

const ca = fakeCa("fleet", new Date());
const enrolment = { address: "10.0.0.9:7444", caHash: caHash(ca.pem) };
const token = "qrt.the-secret";
const ok = (stdout = ""): ProgramResult => ({ code: 0, stdout, stderr: "", late: false });
const failing = (code: number, stderr: string): ProgramResult => ({ code, stdout: "", stderr, late: false });

interface FakeMachine {
  /** Lines of its survey beside the usual ones. */
  readonly survey?: string;
  /** What a command gives instead of success, by a piece of its text. */
  readonly answers?: Readonly<Record<string, ProgramResult>>;
  /** Its agent connects when it is started. */
  readonly connects?: boolean;
}

const bare = "kernel Linux\nmachine x86_64\nglibc glibc 2.36\nos debian\nhas apt-get\nhas dpkg\nsystemd runs\n";
const packed = "deb-agent install ok installed 0.1.0-1\ndeb-runtime install ok installed 24.21.0-1.glibc2.28\n";
const enrolledAs = (name: string): string =>
  `enrolment ${JSON.stringify({ host: name })}\nca ${ca.pem.replaceAll("\r", "").replaceAll("\n", "|")}\nactive active\nenabled enabled\n`;
const packages = {
  folder: "/p",
  files: readPackageNames(["quorate-agent_0.1.0-1_all.deb", "quorate-runtime_24.21.0-1.glibc2.28_amd64.deb"]),
};

/** Machines behind ssh by their host, and a coordinator that knows some hosts already. */
function world(machines: Readonly<Record<string, FakeMachine>>, known: readonly FakeHostStatus[] = []) {
  const hosts = new Map(known.map((host) => [host.name, host]));
  const calls: ProgramCall[] = [];
  const orders: unknown[] = [];
  const ssh = (place: string, command: string, input: string): ProgramResult => {
    const { survey = "root self\n", answers = {}, connects = true } = machines[place] ?? {};
    const answer = Object.entries(answers).find(([piece]) => command.includes(piece))?.[1];
    if (answer) return answer;
    if (command === surveyCommand) return ok(`${bare}${survey}`);
    const started = [enrolCommand("self"), startCommand("self")].includes(command);
    const name = input.split("\n")[2] ?? [...hosts.keys()][0] ?? "";
    if (started && connects) {
      hosts.set(name, { name, agentVersion: "0.1.0", address: place, connectedSince: "2026-01-01T12:00:01.000Z" });
    }
    return ok();
  };
  const settings: InstallSettings = {
    client: {
      status: async () => fakeStatus([...hosts.values()], { enrolment }),
      createToken: async (order) => {
        orders.push(order);
        return { token: new Secret(token), caHash: enrolment.caHash, enrolAddress: enrolment.address, expiresAt: "" };
      },
    },
    reach: {
      run: async (call) => {
        calls.push(call);
        const words = call.argv.slice(1);
        if (words[0] === "-G") return ok(`user root\nhostname ${words.at(-1)}.example.com\n`);
        const [place = "", command = ""] = words.slice(-2);
        return ssh(place, command, typeof call.input === "string" ? call.input : "");
      },
      lookUp: async (name) => (name.startsWith("k8s") ? "10.0.0.77" : undefined),
    },
    ...{ clock: new InstantClock(), ssh: {}, packages, version: "0.1.0", operator: "alice", waitMs: 5_000 },
    ...{ again: false, signal: new AbortController().signal },
  };
  const install = async (targets: readonly string[], changes: Partial<InstallSettings> = {}) => {
    const named: readonly NamedTarget[] = nameTargets(targets.map(parseSshTarget));
    const told: string[] = [];
    const states = await installAgents(named, { ...settings, ...changes }, (now) => {
      for (const line of installLines(now, plainLook)) if (told.at(-1) !== line) told.push(line);
    });
    return { states, told };
  };
  const remote = (): readonly string[] => calls.map(({ argv }) => argv.at(-1) ?? "");
  return { install, calls, orders, remote };
}

describe("bringing agents to hosts by ssh", () => {
  it("copies, installs, enrols and waits for the stream, on each host for itself", async () => {
    const { install, calls, orders, remote } = world({ "10.0.0.1": {}, "10.0.0.2": {} });
    const { states } = await install(["m1=10.0.0.1", "m2=root@10.0.0.2"]);
    expect(installRecap(states, plainLook)).toEqual([
      "RECAP",
      "m1  changed  installed, enrolled: quorate-agent 0.1.0, connected",
      "m2  changed  installed, enrolled: quorate-agent 0.1.0, connected",
    ]);
    expect(installRecap(states, { ...plainLook, language: "zh" })[1]).toBe(
      "m1  已变更  已安装、已登记：quorate-agent 0.1.0，已连上",
    );
    expect(installExit(states)).toBe(0);
    expect(orders).toContainEqual({ hostName: "m1", address: "10.0.0.1", ttlSeconds: 300, operator: "alice" });
    expect(remote().filter((command) => command === installCommand("self", "apt-get"))).toHaveLength(2);
    const files = calls.flatMap(({ input }) => (typeof input === "object" ? [input.file] : []));
    expect(new Set(files)).toEqual(
      new Set(["/p/quorate-runtime_24.21.0-1.glibc2.28_amd64.deb", "/p/quorate-agent_0.1.0-1_all.deb"]),
    );
  });

  it("sends the join token by standard input and nowhere else", async () => {
    const { install, calls } = world({});
    const { told } = await install(["m1=10.0.0.1"]);
    const [enrolling] = calls.filter(({ input }) => typeof input === "string" && input.includes(token));
    expect(enrolling?.input).toBe(`10.0.0.9:7444\n${enrolment.caHash}\nm1\n${token}\n`);
    expect(JSON.stringify(calls.map(({ argv }) => argv)) + told.join("\n")).not.toContain(token);
  });

  it("changes nothing on a host that has it all, and makes no token", async () => {
    const survey = `root self\n${packed}${enrolledAs("m1")}`;
    const { install, orders, remote } = world({ "10.0.0.1": { survey } }, [{ name: "m1", address: "10.0.0.1" }]);
    const { states } = await install(["m1=10.0.0.1"]);
    expect(installRecap(states, plainLook)).toEqual(["RECAP", "m1  unchanged  quorate-agent 0.1.0, connected"]);
    expect({ orders, remote: remote() }).toEqual({ orders: [], remote: [surveyCommand] });
  });

  it("starts an agent that is enrolled and stands still, and enrols it once more when it is told to", async () => {
    const survey = `root self\n${packed}${enrolledAs("m1")}`;
    const { install, orders } = world({ "10.0.0.1": { survey } }, [{ name: "m1", agent: "absent" }]);
    const { states } = await install(["m1=10.0.0.1"]);
    expect(installLines(states, plainLook)).toEqual(["✓ m1  started"]);
    expect(orders).toEqual([]);
    expect(installLines((await install(["m1=10.0.0.1"], { again: true })).states, plainLook)).toEqual([
      "✓ m1  enrolled",
    ]);
  });

  it("enrols a host that belonged to another coordinator", async () => {
    const survey = `root self\n${packed}${enrolledAs("m1")}`.replace(/ca .*/, "ca none");
    const { install } = world({ "10.0.0.1": { survey } });
    expect(installLines((await install(["m1=10.0.0.1"])).states, plainLook)).toEqual(["✓ m1  enrolled"]);
  });

  it("looks an address up for a name, also one that the ssh configuration gives, and binds the token to it", async () => {
    const { install, orders } = world({});
    await install(["k8s-1"]);
    expect(orders).toEqual([expect.objectContaining({ hostName: "k8s-1", address: "10.0.0.77" })]);
    const { states } = await install(["nowhere"]);
    expect(installErrors(states, plainLook)[0]).toContain("does not know the address of nowhere.example.com");
  });

  it.each<[string, FakeMachine, string, string]>([
    ["no root", { survey: "no-root sudo: a password is required\n" }, "SSH_NO_ROOT", "a password is required"],
    ["a full disk", { answers: { "cat >": failing(1, "cat: No space left on device") } }, "FILE_ACCESS_FAILED", "full"],
    ["a lock", { answers: { "apt-get --yes": failing(100, "E: Could not get lock") } }, "PACKAGE_LOCKED", "apt-get"],
    [
      "no way to the coordinator",
      { answers: { enroll: failing(69, "quorate-agent: 10.0.0.9:7444: refused [COORDINATOR_UNREACHABLE]") } },
      "COORDINATOR_UNREACHABLE",
      "enrol port",
    ],
    ["a unit that does not start", { answers: { enroll: failing(100, "") } }, "AGENT_INSTALL_FAILED", "does not start"],
    [
      "a stream that never comes",
      { connects: false, answers: { journalctl: ok("cannot connect\n") } },
      "HOST_UNREACHABLE",
      "was not connected after 5s",
    ],
    [
      "another who listens",
      { answers: { "": failing(255, "Host key verification failed.") } },
      "SSH_HOST_KEY_UNKNOWN",
      "not known",
    ],
  ])("tells of %s on one host, and goes on with the others", async (_, machine, code, message) => {
    const { install } = world({ "10.0.0.1": machine, "10.0.0.2": {} });
    const { states } = await install(["m1=10.0.0.1", "m2=10.0.0.2"]);
    expect(installErrors(states, plainLook)[0]).toMatch(new RegExp(`^error: ${code}: m1: .*${message}`));
    expect(states.get(hostId("m2"))).toMatchObject({ state: "done" });
  });

  it("shows the last words of an agent that does not connect", async () => {
    const { install, remote } = world({
      "10.0.0.1": { connects: false, answers: { journalctl: ok("cannot connect\n") } },
    });
    const { states } = await install(["m1=10.0.0.1"]);
    expect(installErrors(states, plainLook)).toContain("  cannot connect");
    expect(remote()).toContain(journalCommand("self"));
  });

  it("takes no name from a machine that has it, and gives none to one that has another", async () => {
    const known = [{ name: "m1", address: "10.0.0.1" }];
    const other = world({}, known);
    const { states } = await other.install(["m1=10.0.0.2"]);
    expect(installErrors(states, plainLook)[0]).toContain(
      "m1 is connected from 10.0.0.1: another machine has the name",
    );
    const same = world({ "10.0.0.1": { survey: `root self\n${packed}${enrolledAs("m1")}` } }, known);
    const renamed = await same.install(["m2=10.0.0.1"]);
    expect(installErrors(renamed.states, plainLook)[0]).toContain("this host is enrolled as m1, and was to become m2");
    expect([...other.orders, ...same.orders]).toEqual([]);
    expect([installExit(states), installExit(renamed.states)]).toEqual([77, 77]);
  });

  it("shows what a host offers when its key is not known", async () => {
    const print = `SHA256:${createHash("sha256").update("k").digest("base64").slice(0, 43)}`;
    const shown = failing(255, `debug1: Server host key: ssh-ed25519 ${print}\nHost key verification failed.`);
    const { install, calls } = world({ "10.0.0.1": { answers: { "": shown } } });
    const { states } = await install(["m1=10.0.0.1"]);
    expect(installErrors(states, plainLook)[0]).toContain(print);
    expect(calls.map(({ argv }) => argv.includes("-v"))).toEqual([false, true]);
  });

  it("says once what several hosts have in common, and ends with 1 when they failed in different ways", async () => {
    const lock = { answers: { "apt-get --yes": failing(100, "E: Could not get lock") } };
    const refused = { answers: { "": failing(255, "Permission denied (publickey).") } };
    const { install } = world({ "10.0.0.1": lock, "10.0.0.2": lock, "10.0.0.3": refused });
    const { states } = await install(["m1=10.0.0.1", "m2=10.0.0.2", "m3=10.0.0.3"]);
    const heads = installErrors(states, plainLook).filter((line) => line.startsWith("error"));
    expect(heads).toEqual([
      "error: PACKAGE_LOCKED: m1, m2: apt-get failed: another package manager is at work on it",
      expect.stringContaining("error: SSH_ACCESS_DENIED: m3: "),
    ]);
    expect(installExit(states)).toBe(1);
  });

  it("stops when it is told to", async () => {
    const controller = new AbortController();
    controller.abort(new Error("enough"));
    const { install } = world({ "10.0.0.1": { connects: false } });
    await expect(install(["m1=10.0.0.1"], { signal: controller.signal })).rejects.toThrow("enough");
  });
});
