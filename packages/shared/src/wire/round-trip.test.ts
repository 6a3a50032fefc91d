import type { MessageTypeDefinition } from "@grpc/proto-loader";
import { describe, expect, test } from "vitest";
import { packageDefinition } from "./load.ts";

type Message = MessageTypeDefinition<object, object>;

const lease = { run: "run-1", epoch: "18446744073709551615", step: "k8s-1/etcd.start", attempt: 2 };
const failure = { code: "PORT_TAKEN", message: "2380 is held", hint: "stop it", evidence: ["etcd 4711"] };
const clock = { monoOffsetNs: "-9223372036854775807", wallOffsetNs: "12", errorNs: "34000", samples: 8 };
const unit = { name: "etcd.service", state: "UNIT_STATE_RUNNING" };
const etcd = {
  configured: true,
  healthy: true,
  memberId: "ade526d28b1f92f7",
  clusterId: "f00dfeedf00dfeed",
  leader: true,
  databaseBytes: "9007199254740993",
  problem: "none",
  leaderChanges: "3",
  fsyncP99Ms: 7.5,
};
const drift = { what: "vm.swappiness", have: "60", want: "0", diff: ["-a", "+b"] };
const finished = {
  outcome: "OUTCOME_FAILED",
  drift: [drift],
  outputJson: '{"a":1}',
  failure,
  durationMs: 12,
  undone: ["stopped etcd.service"],
};
const hello = { agentVersion: "0.1.0", protocol: 1, bootId: "boot", epoch: "3" };
const heartbeatAck = {
  sequence: "7",
  receivedMonoNs: "1",
  receivedWallNs: "1790000000000000001",
  sentMonoNs: "2",
  sentWallNs: "1790000000000000002",
};
const welcome = { epoch: "4", cluster: "prod", heartbeatIntervalMs: 1000, instance: "a1" };

const heartbeat = {
  sequence: "7",
  bootId: "boot",
  sentMonoNs: "123456789012345678",
  sentWallNs: "1790000000000000001",
  clock,
  load1: 0.25,
  memoryTotalBytes: "1",
  memoryAvailableBytes: "2",
  diskTotalBytes: "3",
  diskAvailableBytes: "9007199254740993",
  units: [unit],
  vipHeld: true,
  etcd,
  agentMemoryBytes: "9007199254740993",
};
const wholeLease = {
  ...lease,
  mode: "LEASE_MODE_RUN",
  kind: "etcd.start",
  inputJson: "{}",
  timeoutMs: 1000,
  barrier: true,
  secrets: { "vrrp-auth": Buffer.from("äß") },
};
const mark = { name: "quorum", atNs: "123456789012345678", errorNs: "34000" };
const certificateRequest = { lease, role: "etcd-peer", publicKey: Buffer.from([1]), signature: Buffer.from([2]) };
const renewalRequest = { publicKey: Buffer.from([1]), signature: Buffer.from([2]) };
const renewalDone = { spkiSha256: "00" };
const renewal = { certificatePem: "c", failure };
const certificate = { lease, role: "etcd-peer", certificatePem: "c", caPem: "ca", failure };

/** Every message with no field at its default, so that a field lost on the way is seen; one sample for each arm of a oneof. */
const samples: Record<string, object | readonly object[]> = {
  CreateTokenRequest: { hostName: "k8s-1", address: "192.168.1.90", ttlSeconds: 900, operator: "root" },
  RevokeHostRequest: { hostName: "k8s-1", operator: "root" },
  RevokeHostResponse: {},
  CreateTokenResponse: { token: "t", caHash: "sha256:00", enrolAddress: "h:1", expiresAt: "2026-01-01T00:00:00Z" },
  BootstrapRequest: {
    specText: "a: 1",
    specName: "cluster.yaml",
    operator: "root",
    ignoreChecks: ["SWAP"],
    until: "etcd",
    files: { "repo.gpg": "key" },
    savedJson: "{}",
  },
  BootstrapResponse: { run: "run-1", since: "9007199254740993", resumed: true },
  ResumeRequest: { run: "r-1", operator: "root" },
  ResumeResponse: { run: "r-1", since: "9007199254740993", resumed: true },
  AbortRequest: { run: "r-1", operator: "root" },
  AbortResponse: { run: "r-1", since: "9007199254740993" },
  ResetRequest: {
    ...{ specText: "a: 1", specName: "cluster.yaml", operator: "root", files: { "repo.gpg": "key" } },
    ...{ etcdData: "purge", confirm: "demo" },
  },
  ResetResponse: { run: "r-1", since: "9007199254740993", resumed: true },
  PlanRequest: {
    ...{ specText: "a: 1", specName: "cluster.yaml", probe: true, files: { "repo.gpg": "key" } },
    resetEtcdData: "keep",
    until: "etcd",
  },
  IssueKubeconfigRequest: {
    ...{ user: "alice", publicKey: Buffer.from([1, 0, 255]), signature: Buffer.from([2, 128]) },
    ...{ ttlSeconds: 86_400, operator: "root" },
  },
  IssueKubeconfigResponse: {
    ...{ cluster: "demo", server: "https://10.0.0.100:12567", caPem: "ca", certificatePem: "c" },
    notAfter: "2027-01-01T00:00:00Z",
  },
  PlanResponse: { planJson: "{}", probesJson: "[]", savedJson: "{}" },
  DiagnoseRequest: {
    ...{ specText: "a: 1", specName: "cluster.yaml", files: { "repo.gpg": "key" } },
    ...{ audit: true, ignoreChecks: ["SWAP"] },
  },
  DiagnoseResponse: { checksJson: "[]" },
  ReadLogsRequest: { host: "m1", unit: "etcd", lines: 50, after: "s=1" },
  ReadLogsResponse: { lines: ["a line"], cursor: "s=2" },
  GetStatusRequest: {},
  GetStatusResponse: { statusJson: "{}" },
  WatchEventsRequest: { since: "9007199254740993", follow: true, run: "run-1" },
  WatchEventsResponse: { seq: "9007199254740993", at: "2026-01-01T00:00:00Z", eventJson: "{}" },
  EnrolRequest: {
    token: "t",
    hostName: "k8s-1",
    publicKey: Buffer.from([1, 0, 255]),
    signature: Buffer.from([2, 128]),
    factsJson: "{}",
  },
  EnrolResponse: {
    certificatePem: "c",
    caPem: "ca",
    controlAddress: "h:2",
    coordinatorUri: "spiffe://prod/coordinator",
  },
  RenewRequest: {
    ...{ certificate: Buffer.from([1]), publicKey: Buffer.from([2]) },
    ...{ signature: Buffer.from([3]), formerSignature: Buffer.from([4]) },
  },
  RenewResponse: { certificatePem: "c" },
  FetchFileRequest: { sha256: "ab".repeat(32) },
  FetchFileResponse: { chunk: Buffer.from([1, 2]) },
  ConnectRequest: [
    { message: "hello", hello },
    { message: "heartbeat", heartbeat },
    { message: "facts", facts: { requestId: "r", factsJson: "{}" } },
    { message: "report", report: { lease, report: "finished", finished } },
    { message: "certificateRequest", certificateRequest },
    { message: "renewalRequest", renewalRequest },
    { message: "renewalDone", renewalDone },
  ],
  ConnectResponse: [
    { message: "welcome", welcome },
    { message: "heartbeatAck", heartbeatAck },
    { message: "factsRequest", factsRequest: { requestId: "r", watchJson: "{}" } },
    { message: "lease", lease: wholeLease },
    { message: "fire", fire: { lease } },
    { message: "cancel", cancel: { lease, reason: "late", undo: true } },
    { message: "certificate", certificate },
    { message: "renewal", renewal },
  ],
  Hello: hello,
  Welcome: welcome,
  Heartbeat: heartbeat,
  ClockEstimate: clock,
  UnitStatus: unit,
  EtcdHealth: etcd,
  HeartbeatAck: heartbeatAck,
  FactsRequest: { requestId: "r", watchJson: "{}" },
  FactsReport: { requestId: "r", factsJson: "{}" },
  Lease: wholeLease,
  Fire: { lease },
  Cancel: { lease, reason: "late", undo: true },
  LeaseId: lease,
  LeaseReport: [
    { lease, report: "accepted", accepted: {} },
    { lease, report: "armed", armed: {} },
    { lease, report: "mark", mark },
    { lease, report: "output", output: { lines: ["a", "b"], dropped: 3 } },
    { lease, report: "finished", finished },
  ],
  Accepted: {},
  Armed: {},
  Mark: mark,
  OutputLines: { lines: ["a", "b"], dropped: 3 },
  Drift: drift,
  Finished: finished,
  Failure: failure,
  CertificateRequest: certificateRequest,
  RenewalRequest: renewalRequest,
  RenewalDone: renewalDone,
  Renewal: renewal,
  Certificate: certificate,
};

const samplesOf = (name: string): readonly object[] => [samples[name] ?? []].flat();

const isMessage = (definition: object): definition is Message =>
  "format" in definition && definition.format === "Protocol Buffer 3 DescriptorProto";

const messages = Object.entries(packageDefinition()).flatMap(([name, definition]) =>
  isMessage(definition) ? [[name.replace("quorate.v1.", ""), definition] as const] : [],
);

describe("every message of the protocol", () => {
  test("has a sample here, so that none escapes the round trip", () => {
    expect(Object.keys(samples).sort()).toEqual(messages.map(([name]) => name).sort());
  });

  test.each(messages)("%s survives serialization with every field under its name", (name, definition) => {
    for (const sample of samplesOf(name)) {
      expect(definition.deserialize(definition.serialize(sample))).toMatchObject(sample);
    }
  });

  test.each(messages)("the samples of %s set every field that the protocol files name", (name, definition) => {
    const { field } = definition.type as { field: { name: string }[] };
    const set = new Set(samplesOf(name).flatMap((sample) => Object.keys(sample)));
    expect(field.map((entry) => entry.name).filter((entry) => !set.has(entry))).toEqual([]);
  });
});
