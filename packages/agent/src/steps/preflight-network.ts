import { AppError } from "@quorate/shared/errors";
import type { StepInput, StepOutput } from "@quorate/shared/step/contract";
import type { CheckResult } from "@quorate/shared/step/preflight";
import type { DialResult, Host } from "../host/host.ts";
import type { BarrierHandler, StepContext } from "./handler.ts";
import { failed, passed } from "./preflight/check.ts";
import { greetingOf, Listeners } from "./preflight/listeners.ts";
import { type PortState, portStates, takenText } from "./preflight/ports.ts";
import { refuseErrors, withIgnored } from "./preflight/verdict.ts";

type Input = StepInput<"preflight.network">;
type Reached = StepOutput<"preflight.network">["reached"][number];
type Peer = Input["peers"][number];

const dialTimeoutMs = 2_000;
/** How long listeners stay after the own dials, for peers that were told to start a little later. */
const lingerMs = 3_000;

/** Listeners between arm and the end of fire or undo, per machine: each attempt has a Host of its own, with the same network. */
const open = new WeakMap<Host["network"], Listeners>();

/** Every host listens on the ports the cluster will use, then every host dials every other: a firewall in the way shows before anything is installed. */
export const preflightNetwork: BarrierHandler<"preflight.network"> = {
  type: "barrier",
  readOnly: true,
  probe: async ({ ports }, { host }) => {
    const states = await portStates(host, ports);
    return states
      .filter(({ state }) => state !== "ours")
      .map(({ use }) => ({ what: `port ${use.port}`, have: "not yet served", want: "reachable from every host" }));
  },
  arm: async (input, { host }) => {
    await closeAll(host);
    const listeners = new Listeners((port) => callersOf(port, input));
    open.set(host.network, listeners);
    for (const state of await portStates(host, input.ports)) await listenUnlessServed(state, input, host, listeners);
  },
  fire: async (input, ctx) => {
    try {
      const dials = input.peers.flatMap((peer) =>
        dialled(peer, input).map((port) => dialPeer(peer, port, input.self, ctx)),
      );
      const found = await Promise.all(dials);
      await open.get(ctx.host.network)?.heardFromAll(lingerMs, ctx);
      const checks = withIgnored(judgePorts(input, found), input.ignore);
      refuseErrors(checks);
      return { checks: [...checks], reached: found.map(({ reached }) => reached) };
    } finally {
      await closeAll(ctx.host);
    }
  },
  undo: async (_input, { host }) => {
    const count = await closeAll(host);
    return count === 0 ? [] : [`closed ${count} test listeners`];
  },
};

async function closeAll(host: Host): Promise<number> {
  const listeners = open.get(host.network);
  open.delete(host.network);
  return listeners ? listeners.close() : 0;
}

/** A port that its own unit serves already is dialled as it is. */
async function listenUnlessServed(state: PortState, input: Input, host: Host, listeners: Listeners): Promise<void> {
  if (state.state === "ours") return;
  if (state.state === "free") {
    await listeners.open(state.use.port, (onCall) => host.network.listen(input.address, state.use.port, onCall));
    return;
  }
  if (input.ignore.some((id) => id === "PORT" || id === `PORT-${state.use.port}`)) return;
  throw new AppError("PORT_TAKEN", takenText(state));
}

interface Dialled {
  readonly peer: Peer;
  readonly reached: Reached;
  readonly result: DialResult;
}

async function dialPeer(peer: Peer, port: number, self: string, { host, signal }: StepContext): Promise<Dialled> {
  const result = await host.network.dial(peer.address, port, {
    timeoutMs: dialTimeoutMs,
    greeting: greetingOf(self),
    signal,
  });
  const connectMs = Math.round(result.connectMs * 1000) / 1000;
  const base = { host: peer.host, port, connectMs };
  return { peer, result, reached: result.reached ? base : { ...base, problem: result.problem } };
}

function dialled(peer: Peer, { ports }: Input): readonly number[] {
  return peer.dial ?? ports.map(({ port }) => port);
}

/** The peers that are expected to call on a port of this host. */
function callersOf(port: number, { peers }: Input): readonly string[] {
  return peers.filter(({ calls }) => calls === undefined || calls.includes(port)).map(({ host }) => host);
}

function judgePorts(input: Input, found: readonly Dialled[]): readonly CheckResult[] {
  const ports = new Set(input.peers.flatMap((peer) => dialled(peer, input)));
  return [...ports].map((port) => {
    const ofPort = found.filter(({ reached }) => reached.port === port);
    const lost = ofPort.filter(({ result }) => !result.reached);
    const id = `REACH-${port}` as const;
    if (lost.length > 0) return failed(id, lost.map(describe).join(", "), fixFor(lost));
    const slowest = Math.max(0, ...ofPort.map(({ reached }) => reached.connectMs));
    return passed(id, `port ${port} of ${ofPort.length} hosts reached within ${slowest.toFixed(1)} ms`);
  });
}

function describe({ peer, reached, result }: Dialled): string {
  if (result.reached) return "";
  const guess = result.problem === "timed out" ? " (a firewall?)" : "";
  return `${peer.host}:${reached.port} (${peer.address}) ${result.problem}${guess}`;
}

function fixFor(lost: readonly Dialled[]): string {
  const hosts = [...new Set(lost.map(({ peer }) => peer.host))].join(", ");
  return `let TCP ${lost[0]?.reached.port} through the firewall of ${hosts} and of what lies between`;
}
