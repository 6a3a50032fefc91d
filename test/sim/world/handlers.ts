import { createHash } from "node:crypto";
import { AppError } from "@quorate/shared/errors";
import type { HostId } from "@quorate/shared/ids";
import type { StepInput, StepKind } from "@quorate/shared/step/contract";
import { stepKinds } from "@quorate/shared/step/contract";
import type { EtcdMember } from "@quorate/shared/step/etcd";
import type { LongWork } from "../../../packages/agent/src/host/host.ts";
import { stepHandlers } from "../../../packages/agent/src/runner/handlers.ts";
import type { StepContext, StepHandlers } from "../../../packages/agent/src/steps/handler.ts";
import { goodOutputs } from "../../fakes/pretend-handlers.ts";
import type { Machine } from "./machine.ts";

/** What hosts share besides the network. */
export interface Together {
  readonly machines: ReadonlyMap<HostId, Machine>;
  /** Bootstrap tokens that the cluster knows, and until when, nanoseconds. */
  readonly tokens: Map<string, bigint>;
  /** Until when the write of the proof can be read, nanoseconds. */
  proofUntilNs: bigint;
  /** Tokens that the controller-manager signs for. */
  readonly signed: Set<string>;
}

export type AgentPoint = "before-exec" | "mid-command" | "unrecorded" | "unacked";

export interface HandlerPorts {
  readonly machine: Machine;
  readonly together: Together;
  /** Mean of a command's duration, milliseconds. */
  readonly stepMs: () => number;
  /** Called at each failpoint of a step; what dies there never comes back from it. */
  readonly at: (point: AgentPoint, kind: StepKind, input: object) => Promise<void>;
}

const second = 1_000_000_000n;
/** A long command outlives the second that an agent needs to be started again. */
const longMs = 2_500;
const longKinds: Partial<Record<StepKind, LongWork>> = {
  "package.install": "packages",
  "images.ensure": "images",
  "kubeadm.init": "kubeadm",
  "kubeadm.join": "kubeadm",
  "kubeadm.reset": "kubeadm",
};

interface Place {
  /** What the work is about: the same under another cluster token. */
  readonly name: string;
  readonly exact: string;
}

const places = new WeakMap<object, Map<string, Place>>();

function placeOf(kind: string, input: object): Place {
  const known = places.get(input) ?? new Map<string, Place>();
  places.set(input, known);
  const place = known.get(kind) ?? newPlace(kind, JSON.stringify(input));
  known.set(kind, place);
  return place;
}

function newPlace(kind: string, exact: string): Place {
  const anyToken = exact
    .replace(/demo-[0-9a-f]{16}/g, "TOKEN")
    .replace(/"(memberId|clusterId)":"[0-9a-f]+"/g, '"$1":""');
  return { name: `${kind} ${createHash("sha256").update(anyToken).digest("hex").slice(0, 16)}`, exact };
}

/** One handler for every kind there is, of the type that the real one has: a new kind is simulated as soon as it exists. */
export function machineHandlers(ports: HandlerPorts): StepHandlers {
  const special = specialHandlers(ports);
  const all = stepKinds.map((kind) => [kind, special[kind] ?? generic(kind, ports)]);
  return Object.fromEntries(all) as StepHandlers;
}

function generic(kind: StepKind, ports: HandlerPorts): object {
  const { type } = stepHandlers[kind];
  if (type === "check") return { type, check: (input: object, ctx: StepContext) => look(kind, input, ctx, ports) };
  if (type === "apply") return { type, ...applying(kind, ports) };
  return measuring(kind, ports);
}

const outputOf = (kind: StepKind, input: object, { machine }: HandlerPorts): unknown => {
  const outputs = goodOutputs(machine.host, "m1") as Record<StepKind, (input: object) => unknown>;
  return outputs[kind](input);
};

async function look(kind: StepKind, input: object, ctx: StepContext, ports: HandlerPorts): Promise<unknown> {
  await ports.at("before-exec", kind, input);
  await ctx.clock.sleep(ports.stepMs() / 2, ctx.signal);
  await ports.at("mid-command", kind, input);
  await ctx.clock.sleep(ports.stepMs() / 2, ctx.signal);
  return outputOf(kind, input, ports);
}

/** `effect`: what else is there afterwards. */
function applying(
  kind: StepKind,
  ports: HandlerPorts,
  effect: (input: object, ctx: StepContext) => void = () => undefined,
) {
  const { machine } = ports;
  const work = longKinds[kind];
  const done = (input: object) => machine.held.get(placeOf(kind, input).name) === placeOf(kind, input).exact;
  const probe = async (input: object) => (done(input) ? [] : [{ what: kind, have: "", want: "done" }]);
  const finish = (input: object, ctx: StepContext): void => {
    machine.finish(placeOf(kind, input).name, placeOf(kind, input).exact);
    effect(input, ctx);
  };
  const apply = async (input: object, ctx: StepContext): Promise<unknown> => {
    await ports.at("before-exec", kind, input);
    const ms = ports.stepMs() + (work ? longMs : 0);
    if (work) {
      const argv = [kind, placeOf(kind, input).name] as const;
      machine.prepared.set(argv[1], { ms, effect: () => finish(input, ctx) });
      const middle = machine.clock.after(ms / 2, () => void ports.at("mid-command", kind, input));
      await ctx.host.exec(argv, { long: work, signal: ctx.signal });
      middle();
    } else {
      // Half of it is on the disk when it is cut short here.
      machine.held.set(placeOf(kind, input).name, "half");
      await ctx.clock.sleep(ms / 2, ctx.signal);
      await ports.at("mid-command", kind, input);
      await ctx.clock.sleep(ms / 2, ctx.signal);
      finish(input, ctx);
    }
    return outputOf(kind, input, ports);
  };
  return { probe, apply };
}

function measuring(kind: StepKind, ports: HandlerPorts): object {
  return {
    ...{ type: "barrier", readOnly: true, undo: async () => [] },
    probe: async () => [{ what: kind, have: "", want: "measured" }],
    arm: async (input: object) => ports.at("before-exec", kind, input),
    fire: async (input: object, ctx: StepContext) => {
      await ctx.clock.sleep(ports.stepMs() / 2, ctx.signal);
      await ports.at("mid-command", kind, input);
      await ctx.clock.sleep(ports.stepMs() / 2, ctx.signal);
      return outputOf(kind, input, ports);
    },
  };
}

function specialHandlers(ports: HandlerPorts): Partial<Record<StepKind, object>> {
  const { machine, together } = ports;
  const apply = (kind: StepKind, effect: (input: never, ctx: StepContext) => void) => ({
    type: "apply",
    ...applying(kind, ports, effect as (input: object, ctx: StepContext) => void),
  });
  const know = (name: string, ttlSeconds: number, ctx: StepContext): void => {
    together.tokens.set(ctx.secret(name).reveal(), machine.clock.monoNs() + BigInt(ttlSeconds) * second);
  };
  return {
    "etcd.configure": apply("etcd.configure", ({ member }: StepInput<"etcd.configure">) => configure(machine, member)),
    "etcd.settle": apply("etcd.settle", () => {
      if (machine.etcd) machine.etcd.formed = true;
    }),
    "etcd.start": etcdStart(ports),
    "etcd.write-proof": {
      type: "check",
      check: async (input: StepInput<"etcd.write-proof">, ctx: StepContext) => {
        const output = await look("etcd.write-proof", input, ctx, ports);
        together.proofUntilNs = machine.clock.monoNs() + BigInt(input.ttlSeconds) * second;
        return output;
      },
    },
    "etcd.read-proof": {
      type: "check",
      check: async (input: object, ctx: StepContext) => {
        if (together.proofUntilNs < machine.clock.monoNs()) throw new AppError("STEP_COMMAND_FAILED", "no such key");
        return look("etcd.read-proof", input, ctx, ports);
      },
    },
    "kubeadm.init": apply("kubeadm.init", (input: StepInput<"kubeadm.init">, ctx) => {
      if (machine.kubernetes?.joined) machine.violations.push(`${machine.host}: kubeadm init ran twice`);
      machine.kubernetes = { role: "control-plane", caHash: input.caHash, joined: true };
      know(input.tokenSecret, input.tokenTtlSeconds, ctx);
    }),
    "kubeadm.join": joining(ports),
    ...tokens(ports, know),
  };
}

function configure(machine: Machine, { generation, dataDir }: EtcdMember): void {
  const same = machine.etcd?.token === generation.token;
  machine.etcd = {
    ...generation,
    dataDir,
    formed: same && machine.etcd?.formed === true,
    running: same && machine.etcd?.running === true,
  };
}

function joining(ports: HandlerPorts): object {
  const { machine, together } = ports;
  const base = applying("kubeadm.join", ports, (raw) => {
    const { role, caHash } = raw as StepInput<"kubeadm.join">;
    if (machine.kubernetes?.joined) machine.violations.push(`${machine.host}: kubeadm join ran twice`);
    machine.kubernetes = { role, caHash, joined: true };
  });
  return {
    type: "apply",
    probe: base.probe,
    apply: (input: StepInput<"kubeadm.join">, ctx: StepContext) => {
      const until = together.tokens.get(ctx.secret(input.tokenSecret).reveal()) ?? 0n;
      if (until < machine.clock.monoNs()) throw new AppError("KUBEADM_FAILED", "the cluster does not know the token");
      return base.apply(input, ctx);
    },
  };
}

function tokens(
  ports: HandlerPorts,
  know: (name: string, ttlSeconds: number, ctx: StepContext) => void,
): Partial<Record<StepKind, object>> {
  const { machine, together } = ports;
  const valid = (name: string, ctx: StepContext) =>
    together.signed.has(ctx.secret(name).reveal()) &&
    (together.tokens.get(ctx.secret(name).reveal()) ?? 0n) > machine.clock.monoNs() + 300n * second;
  const work = async (kind: StepKind, input: object, ctx: StepContext) => look(kind, input, ctx, ports);
  return {
    "kubeadm.token": {
      type: "apply",
      probe: async ({ tokenSecret }: StepInput<"kubeadm.token">, ctx: StepContext) =>
        valid(tokenSecret, ctx) ? [] : [{ what: "token", have: "", want: "good" }],
      apply: async (input: StepInput<"kubeadm.token">, ctx: StepContext) => {
        await work("kubeadm.token", input, ctx);
        know(input.tokenSecret, input.ttlSeconds, ctx);
        together.signed.add(ctx.secret(input.tokenSecret).reveal());
        return {};
      },
    },
    "kubeadm.token-revoke": {
      type: "apply",
      probe: async ({ tokenSecret }: StepInput<"kubeadm.token-revoke">, ctx: StepContext) =>
        together.tokens.has(ctx.secret(tokenSecret).reveal()) ? [{ what: "token", have: "good", want: "" }] : [],
      apply: async (input: StepInput<"kubeadm.token-revoke">, ctx: StepContext) => {
        await work("kubeadm.token-revoke", input, ctx);
        together.tokens.delete(ctx.secret(input.tokenSecret).reveal());
        return {};
      },
    },
  };
}

const lookEveryMs = 20;

function etcdStart(ports: HandlerPorts): object {
  const { machine, together } = ports;
  const others = () =>
    [...together.machines.values()].filter(({ etcd }) => etcd?.running && etcd.token === machine.etcd?.token);
  return {
    ...{ type: "barrier", readOnly: false },
    probe: async ({ member }: StepInput<"etcd.start">) => {
      const ours = machine.etcd?.token === member.generation.token && machine.etcd.running;
      return ours && others().length * 2 > member.members.length ? [] : [{ what: "etcd", have: "", want: "runs" }];
    },
    arm: async (input: object) => ports.at("before-exec", "etcd.start", input),
    fire: async (input: StepInput<"etcd.start">, ctx: StepContext) => {
      await ctx.clock.sleep(ports.stepMs() / 4, ctx.signal);
      machine.startEtcd(input.member.generation.token);
      ctx.mark("started");
      await ctx.clock.sleep(ports.stepMs() / 4, ctx.signal);
      ctx.mark("port-open");
      await ports.at("mid-command", "etcd.start", input);
      while (others().length * 2 <= input.member.members.length) await ctx.clock.sleep(lookEveryMs, ctx.signal);
      ctx.mark("ready");
      return outputOf("etcd.start", input, ports);
    },
    undo: async () => machine.undoEtcd(),
  };
}
