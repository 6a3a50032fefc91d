import { preflightIds } from "@quorate/shared/check-catalogue";
import type { Command, FinishedReport, Report } from "@quorate/shared/command";
import type { HostFacts } from "@quorate/shared/facts";
import { type HostId, hostId, runId } from "@quorate/shared/ids";
import type { Step } from "@quorate/shared/plan";
import { Secret } from "@quorate/shared/secret";
import { describe, expect, it } from "vitest";
import { factsOf, fakeSharedPki, fakeSpec, joinedBut } from "../../../../test/fakes/cluster.ts";
import { InstantClock } from "../../../../test/fakes/instant-clock.ts";
import type { Fleet } from "../fleet/fleet.ts";
import { auditHosts, diagnose } from "./diagnose.ts";
import type { DoctorCheck } from "./judge-answer.ts";

type Answer = Partial<Pick<FinishedReport, "drift" | "output" | "failure">>;

const spec = fakeSpec();
const estimate = { monoOffsetNs: 0n, wallOffsetNs: 0n, errorNs: 1_000n, samples: 8 };

/** Hosts that answer at once as `answer` says; those that arm are finished when they are fired. */
class AnsweringFleet implements Fleet {
  readonly sent: Command[] = [];
  readonly #facts: ReadonlyMap<HostId, HostFacts>;
  readonly #answer: (step: Step, mode: string) => Answer;
  #listener: (host: HostId, report: Report) => void = () => undefined;
  readonly #armed = new Map<string, Step>();

  constructor(facts: ReadonlyMap<HostId, HostFacts>, answer: (step: Step, mode: string) => Answer) {
    this.#facts = facts;
    this.#answer = answer;
  }

  connected = (host: HostId): boolean => this.#facts.has(host);
  clock = () => estimate;
  onPresence = () => () => undefined;

  facts(host: HostId): Promise<HostFacts> {
    const facts = this.#facts.get(host);
    return facts ? Promise.resolve(facts) : Promise.reject(new Error("no such host"));
  }

  onReport(listener: (host: HostId, report: Report) => void): () => void {
    this.#listener = listener;
    return () => undefined;
  }

  send(host: HostId, command: Command): boolean {
    this.sent.push(command);
    const { lease } = command;
    if (command.type === "fire") {
      const step = this.#armed.get(lease.step);
      if (step) queueMicrotask(() => this.#finish(host, lease, this.#answer(step, "check")));
    }
    if (command.type !== "lease") return true;
    const { step, mode } = command;
    if (mode === "check" && step.barrier !== undefined) {
      this.#armed.set(step.id, step);
      queueMicrotask(() => this.#listener(host, { type: "armed", lease }));
    } else queueMicrotask(() => this.#finish(host, lease, this.#answer(step, mode)));
    return true;
  }

  #finish(host: HostId, lease: Command["lease"], answer: Answer): void {
    const end = { outcome: "unchanged", drift: [], output: null, durationMs: 1, undone: [], ...answer } as const;
    this.#listener(host, { type: "finished", lease, ...end });
  }
}

const wellOutputs: Readonly<Record<string, unknown>> = {
  "preflight.host": { checks: [{ id: "CPU", severity: "ok", detail: "4 CPUs", fix: "" }] },
  "preflight.network": { checks: [{ id: "REACH-2379", severity: "ok", detail: "reached", fix: "" }], reached: [] },
  "vip.verify": { holdsVip: false, portAnswers: true },
  "kubernetes.verify": {
    nodes: [{ name: "m1", ready: true, roles: [], version: "v1" }],
    etcdEndpoints: 3,
    leaders: {},
  },
  "host.audit": { checks: [] },
};
const well = ({ kind }: Step): Answer => ({ output: wellOutputs[kind] ?? null });

function look(facts: ReadonlyMap<HostId, HostFacts>, answer: (step: Step, mode: string) => Answer = well) {
  const fleet = new AnsweringFleet(facts, answer);
  const secrets = { of: () => ({ canary: new Secret("canary") }) };
  const sharedPki = async () => fakeSharedPki();
  const ports = { fleet, clock: new InstantClock(), secrets, sharedPki, epoch: 1n, run: runId("look-1") };
  return { fleet, ports };
}

const findings = (checks: readonly DoctorCheck[]) =>
  checks.filter(({ severity }) => severity !== "ok").map(({ host, id, severity }) => `${id} ${host} ${severity}`);
const leases = ({ sent }: AnsweringFleet) => sent.flatMap((command) => (command.type === "lease" ? [command] : []));

describe("a look at hosts before anything is made of them", () => {
  it("carries out the checks of a bootstrap, fires the network's together, and asks for nothing that changes a host", async () => {
    const { fleet, ports } = look(factsOf(spec));
    const checks = await diagnose(spec, ports);
    expect(findings(checks)).toEqual([]);
    expect(checks.map(({ id }) => id)).toEqual(expect.arrayContaining(["AGENT", "CLOCK", "PLAN", "CPU", "REACH-2379"]));
    expect(new Set(leases(fleet).map(({ mode, step }) => `${mode} ${step.kind}`))).toEqual(
      new Set(["check preflight.host", "check preflight.network"]),
    );
    expect(fleet.sent.filter(({ type }) => type === "fire")).toHaveLength(3);
  });

  it("has every finding told: the hosts except all, and only what the operator excepts stays so", async () => {
    const output = {
      checks: [
        { id: "SWAP", severity: "ignored", detail: "2 GiB", fix: "swapoff -a" },
        { id: "PORT-6443", severity: "ignored", detail: "held", fix: "stop it" },
        { id: "FSYNC", severity: "warning", detail: "slow", fix: "ssd" },
      ],
    };
    const answer = (step: Step) => (step.kind === "preflight.host" && step.host === "m1" ? { output } : well(step));
    const { fleet, ports } = look(factsOf(spec), answer);
    const excepting = fakeSpec({ preflight: { ...spec.preflight, ignore: ["PORT"] } });
    expect(findings(await diagnose(excepting, ports))).toEqual([
      "SWAP m1 error",
      "PORT-6443 m1 ignored",
      "FSYNC m1 warning",
    ]);
    const inputs = leases(fleet).map(({ step }) => (step.kind === "preflight.host" ? step.input.ignore : preflightIds));
    expect(inputs.every((ignore) => ignore.join() === preflightIds.join())).toBe(true);
  });

  it("tells of a host that does not answer, and still looks at the others", async () => {
    const facts = new Map([...factsOf(spec)].filter(([host]) => host !== hostId("m2")));
    const { fleet, ports } = look(facts);
    const checks = await diagnose(spec, ports);
    expect(findings(checks)).toEqual(["AGENT m2 error"]);
    expect(checks.find(({ severity }) => severity === "error")?.fix).toContain("token create m2 --address 10.0.0.2");
    expect(leases(fleet).map(({ step }) => step.id)).toEqual(["preflight/host/m1", "preflight/host/m3"]);
  });

  it("tells that spec and hosts do not fit, with the code, and goes on with what each host can tell", async () => {
    const facts = factsOf(spec, { kubernetes: { role: "control-plane", caHash: "sha256:other", joined: true } });
    const checks = await diagnose(spec, look(facts).ports);
    expect(findings(checks)).toEqual(["PLAN * error"]);
    expect(checks.find(({ id }) => id === "PLAN")?.detail).toContain("PLAN_IMPOSSIBLE: these hosts belong to another");
    expect(checks.some(({ id }) => id === "CPU")).toBe(true);
  });

  it("a check that cannot be carried out is a finding with its code and evidence", async () => {
    const failure = {
      code: "FILE_ACCESS_FAILED",
      message: "cannot read /proc",
      hint: "look",
      evidence: ["EIO"],
    } as const;
    const answer = (step: Step) => (step.host === "m3" && step.kind === "preflight.host" ? { failure } : well(step));
    const checks = await diagnose(spec, look(factsOf(spec), answer).ports);
    const [found] = checks.filter(({ severity }) => severity === "error");
    expect(found).toMatchObject({ id: "LOOK", host: "m3", fix: "look", evidence: ["EIO"] });
    expect(found?.detail).toContain("FILE_ACCESS_FAILED: cannot read /proc");
  });
});

describe("a look at a cluster that was made", () => {
  it("asks for the virtual IP and the cluster as each host sees them, and probes every step of the plan", async () => {
    const { fleet, ports } = look(joinedBut(spec));
    const checks = await diagnose(spec, ports);
    expect(findings(checks)).toEqual([]);
    expect(checks.map(({ id }) => id)).toEqual(expect.arrayContaining(["VIP-ANSWER", "KUBERNETES", "DRIFT"]));
    expect(leases(fleet).filter(({ mode }) => mode === "run")).toEqual([]);
  });

  it("tells what differs from the plan, and what kubernetes waits for", async () => {
    const drift = [{ what: "net.ipv4.ip_forward", have: "0", want: "1" }];
    const failure = {
      code: "KUBERNETES_NOT_READY",
      message: "node m2 is not ready",
      hint: "see",
      evidence: [],
    } as const;
    const answer = (step: Step, mode: string) => {
      if (mode === "probe") return step.id === "system/sysctl/m1" ? { drift } : {};
      return step.kind === "kubernetes.verify" && step.host === "m2" ? { failure } : well(step);
    };
    const checks = await diagnose(spec, look(joinedBut(spec), answer).ports);
    expect(findings(checks)).toEqual(["KUBERNETES m2 error", "DRIFT m1 warning"]);
    expect(checks.find(({ id }) => id === "DRIFT")?.detail).toContain("net.ipv4.ip_forward: have 0, want 1");
  });
});

describe("an audit", () => {
  it("asks the hosts that answer for the audit alone", async () => {
    const facts = new Map([...factsOf(spec)].filter(([host]) => host !== hostId("m2")));
    const finding = { id: "SWAP-FSTAB", severity: "error", detail: "/etc/fstab line 2", fix: "sed" };
    const { fleet, ports } = look(facts, ({ host }) => ({ output: { checks: host === "m1" ? [finding] : [] } }));
    expect(findings(await auditHosts(spec, ports))).toEqual(["AGENT m2 error", "SWAP-FSTAB m1 error"]);
    expect(leases(fleet).map(({ mode, step }) => `${mode} ${step.kind} ${step.host}`)).toEqual([
      "check host.audit m1",
      "check host.audit m3",
    ]);
  });
});
