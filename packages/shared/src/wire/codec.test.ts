import type { MessageTypeDefinition } from "@grpc/proto-loader";
import { describe, expect, test } from "vitest";
import type { Command, LeaseCommand, Report } from "../command.ts";
import type { HostFacts } from "../facts.ts";
import type { Heartbeat } from "../heartbeat.ts";
import { hostId, runId, stepId } from "../ids.ts";
import type { LeaseId } from "../lease.ts";
import { Secret } from "../secret.ts";
import type { AgentMessage, CoordinatorMessage } from "../session-message.ts";
import { decodeAgentMessage, encodeAgentMessage } from "./codec-agent-message.ts";
import { decodeCoordinatorMessage, encodeCoordinatorMessage } from "./codec-coordinator-message.ts";
import { stepOutput } from "./codec-report.ts";
import { wire } from "./load.ts";

function overTheWire<I, O>(definition: MessageTypeDefinition<I, O>, message: I): O {
  return definition.deserialize(definition.serialize(message));
}
const heardByCoordinator = (message: AgentMessage): AgentMessage =>
  decodeAgentMessage(overTheWire(wire().ConnectRequest, encodeAgentMessage(message)));
const heardByAgent = (message: CoordinatorMessage<Command>) =>
  decodeCoordinatorMessage(overTheWire(wire().ConnectResponse, encodeCoordinatorMessage(message)));

const lease: LeaseId = { run: runId("run-1"), epoch: 2n ** 64n - 1n, step: stepId("k8s-1/self-check"), attempt: 3 };
const failure = { code: "PORT_TAKEN", message: "2380 is held", hint: "stop it", evidence: ["etcd 4711"] } as const;
const heartbeat: Heartbeat = {
  sequence: 7n,
  bootId: "boot",
  sentMonoNs: 123_456_789_012_345_678n,
  sentWallNs: 1_790_000_000_123_456_789n,
  clock: { monoOffsetNs: -9_007_199_254_740_993n, wallOffsetNs: 12n, errorNs: 34_000n, samples: 8 },
  health: {
    load1: 0.25,
    memoryTotalBytes: 2 ** 40,
    memoryAvailableBytes: 2 ** 39,
    diskTotalBytes: 2 ** 42,
    diskAvailableBytes: 0,
    agentMemoryBytes: 60_000_000,
    units: [
      { name: "etcd.service", state: "running" },
      { name: "haproxy.service", state: "absent" },
    ],
    vipHeld: true,
    etcd: {
      healthy: true,
      memberId: "ade526d28b1f92f7",
      clusterId: "f00d",
      leader: false,
      databaseBytes: 25,
      leaderChanges: 3,
      fsyncP99Ms: 7.5,
      problem: "",
    },
  },
};
const facts: HostFacts = {
  host: "k8s-1",
  agentVersion: "0.1.0",
  bootId: "boot",
  machineId: "m",
  productUuid: "",
  hostname: "k8s-1",
  os: { id: "debian", version: "12", name: "Debian 12", kernel: "6.1", arch: "x64" },
  cpus: 2,
  memoryMiB: 4096,
  packageManager: "apt",
  interfaces: [{ name: "eth0", mac: "52:54:00:00:00:01", addresses: ["192.168.1.90/24"] }],
  defaultInterface: "eth0",
};
const finished: Report = {
  type: "finished",
  lease,
  outcome: "failed",
  drift: [{ what: "vm.swappiness", have: "60", want: "0" }],
  output: { nested: [1, "two"] },
  failure,
  durationMs: 12,
  undone: ["stopped etcd.service"],
};

const agentMessages: readonly AgentMessage[] = [
  { type: "hello", hello: { agentVersion: "0.1.0", protocol: 1, bootId: "boot", epoch: 2n ** 63n } },
  { type: "heartbeat", heartbeat },
  { type: "facts", requestId: "r", facts },
  { type: "report", report: { type: "accepted", lease } },
  { type: "report", report: { type: "armed", lease } },
  { type: "report", report: { type: "mark", lease, mark: { name: "quorum", atNs: 2n ** 62n, errorNs: 34_000n } } },
  { type: "report", report: { type: "output", lease, lines: ["a", "b"], dropped: 3 } },
  { type: "report", report: finished },
  {
    type: "certificate-request",
    request: { lease, role: "etcd-peer", publicKey: Buffer.from([0, 255]), signature: Buffer.from([128]) },
  },
  { type: "renewal-request", request: { publicKey: Buffer.from([0, 255]), signature: Buffer.from([128]) } },
  { type: "renewal-done", spkiSha256: "ab".repeat(32) },
];

describe("what an agent says", () => {
  test.each(agentMessages.map((message) => [message.type, message] as const))(
    "%s arrives as it was said",
    (_, message) => {
      expect(heardByCoordinator(message)).toEqual(message);
    },
  );

  test("a heartbeat without etcd and clock arrives without them", () => {
    const { etcd: _etcd, ...health } = heartbeat.health;
    const { clock: _clock, ...rest } = heartbeat;
    const bare: AgentMessage = { type: "heartbeat", heartbeat: { ...rest, health } };
    expect(heardByCoordinator(bare)).toEqual(bare);
  });

  test("a message without a known content is refused", () => {
    expect(() => decodeAgentMessage(overTheWire(wire().ConnectRequest, {}))).toThrow(
      "no message that this version knows",
    );
  });

  test("facts outside their schema are refused without showing the value", () => {
    const bad = { facts: { requestId: "r", factsJson: JSON.stringify({ ...facts, cpus: "canary" }) } };
    expect(() => decodeAgentMessage(overTheWire(wire().ConnectRequest, bad))).toThrow(/cpus: (?!.*canary)/);
  });

  test("a result larger than the coordinator takes becomes a failure that says so", () => {
    const heard = heardByCoordinator({ type: "report", report: { ...finished, output: "x".repeat(200_000) } });
    expect(heard).toMatchObject({ report: { outcome: "failed", output: undefined, failure: { code: "INTERNAL" } } });
  });

  test("the largest result that can be said is below the coordinator's limit", () => {
    const wide = "ß".repeat(10_000);
    const many = Array.from({ length: 500 }, () => wide);
    const report: Report = {
      ...finished,
      drift: many.map((text) => ({ what: text, have: text, want: text })),
      failure: { code: "INTERNAL", message: wide, hint: wide, evidence: many },
      undone: many,
      output: "x".repeat(112 * 1_024 - 2),
    };
    const bytes = wire().ConnectRequest.serialize(encodeAgentMessage({ type: "report", report }));
    expect(bytes.length).toBeLessThan(256 * 1_024);
  });
});

const leaseCommand: LeaseCommand = {
  type: "lease",
  lease,
  mode: "run",
  step: {
    id: lease.step,
    kind: "agent.self-check",
    host: hostId("k8s-1"),
    title: "the agent starts processes",
    needs: [],
    input: { ordinal: 4 },
    timeoutMs: 5_000,
  },
  secrets: { "vrrp-auth": new Secret("pässword") },
};
const watch = { vip: "192.168.1.33", etcdClientUrl: "", etcdCaFile: "", etcdCertFile: "", etcdKeyFile: "" };

const coordinatorMessages: readonly CoordinatorMessage<Exclude<Command, LeaseCommand>>[] = [
  { type: "welcome", welcome: { epoch: 2n ** 63n, instance: "a1", cluster: "prod", heartbeatIntervalMs: 1_000 } },
  {
    type: "heartbeat-ack",
    ack: { sequence: 1n, receivedMonoNs: 2n, receivedWallNs: 2n ** 60n + 1n, sentMonoNs: 3n, sentWallNs: 4n },
  },
  { type: "facts-request", requestId: "r" },
  { type: "facts-request", requestId: "r", watch },
  { type: "command", command: { type: "fire", lease } },
  { type: "command", command: { type: "cancel", lease, reason: "late", undo: true } },
  { type: "certificate", answer: { lease, role: "etcd-peer", certificatePem: "c", caPem: "ca" } },
  { type: "certificate", answer: { lease, role: "etcd-peer", failure } },
  { type: "renewal", answer: { certificatePem: "c" } },
  { type: "renewal", answer: { failure } },
];

describe("what the coordinator says", () => {
  test.each(coordinatorMessages.map((message) => [message.type, message] as const))(
    "%s arrives as it was said",
    (_, message) => {
      expect(heardByAgent(message)).toEqual(message);
    },
  );

  test("a lease arrives with its checked input and its secrets, and without the plan's texts", () => {
    const heard = heardByAgent({ type: "command", command: leaseCommand });
    if (heard.type !== "command" || heard.command.type !== "lease") throw new Error("not a lease");
    expect(heard.command).toMatchObject({
      lease,
      mode: "run",
      step: { kind: "agent.self-check", input: { ordinal: 4 }, timeoutMs: 5_000, barrier: false },
    });
    expect(heard.command.secrets["vrrp-auth"]?.reveal()).toBe("pässword");
    expect(JSON.stringify(heard.command.secrets)).not.toContain("pässword");
  });

  test.each([
    ["an unknown kind", { kind: "host.explode" }, "knows no step"],
    ["an inherited property as kind", { kind: "toString" }, "knows no step"],
    ["an input outside the contract", { inputJson: '{"ordinal":-1,"more":1}' }, "ordinal"],
    ["no time limit", { timeoutMs: 0 }, "time limit"],
    ["no mode", { mode: "LEASE_MODE_UNSPECIFIED" as const }, "mode"],
    ["a broken input", { inputJson: "{" }, "not JSON"],
  ])("a lease with %s is recognized and can be answered", (_, change, text) => {
    const { lease: good } = encodeCoordinatorMessage({ type: "command", command: leaseCommand });
    const heard = decodeCoordinatorMessage(overTheWire(wire().ConnectResponse, { lease: { ...good, ...change } }));
    if (heard.type !== "command" || heard.command.type !== "invalid-lease") throw new Error("not refused");
    expect(heard.command.lease).toEqual(lease);
    expect(heard.command.error.message).toContain(text);
  });

  test("a lease without identity is refused", () => {
    expect(() => decodeCoordinatorMessage(overTheWire(wire().ConnectResponse, { lease: {} }))).toThrow(
      "without an attempt",
    );
  });
});

test("a step's output is checked against its kind", () => {
  expect(stepOutput("host.firewall", { found: "ufw" })).toEqual({ found: "ufw" });
  expect(() => stepOutput("host.firewall", { found: "wall" })).toThrow("host.firewall");
});
