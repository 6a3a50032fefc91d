import type { Clock } from "@quorate/shared/clock";
import type { EtcdGeneration, HostFacts, KubernetesState } from "@quorate/shared/facts";
import type { HostId } from "@quorate/shared/ids";
import type { LongWork } from "../../../packages/agent/src/host/host.ts";

export interface Work {
  readonly ms: number;
  readonly effect: () => void;
}

export interface Command {
  readonly step: string;
  readonly argv: readonly string[];
  readonly work: LongWork;
  over: boolean;
  killed: boolean;
  readonly ended: Promise<void>;
  kill(): void;
}

/** One host as it is whoever runs on it: what it holds, and the commands that outlive the agent that started them. */
export class Machine {
  readonly host: HostId;
  readonly clock: Clock;
  /** What steps made, by what they are about; the value says exactly what was made. */
  readonly held = new Map<string, string>();
  readonly commands: Command[] = [];
  /** What a command that is about to be started does, by its last argument. */
  readonly prepared = new Map<string, Work>();
  /** What must never happen, and did. */
  readonly violations: string[] = [];
  etcd: (EtcdGeneration & { running: boolean }) | undefined;
  kubernetes: KubernetesState | undefined;
  /** Cluster tokens that a member here was started with and that were taken back. */
  readonly spent = new Set<string>();

  constructor(host: HostId, clock: Clock) {
    this.host = host;
    this.clock = clock;
  }

  get facts(): Pick<HostFacts, "etcd" | "kubernetes"> {
    const { running: _running, ...etcd } = this.etcd ?? { running: false };
    return {
      ...("token" in etcd ? { etcd } : {}),
      ...(this.kubernetes ? { kubernetes: this.kubernetes } : {}),
    };
  }

  /** Starts a command that ends by itself after so long and only then has an effect. */
  spawn(step: string, argv: readonly string[], work: LongWork): Command {
    const { ms, effect } = this.prepared.get(argv.at(-1) ?? "") ?? { ms: 0, effect: () => undefined };
    const rival = this.commands.find((other) => !other.over && other.work === work && work !== "images");
    if (rival) this.violations.push(`${this.host}: ${argv[0]} was started beside ${rival.argv[0]}`);
    const { promise, resolve } = Promise.withResolvers<void>();
    const command: Command = {
      ...{ step, argv, work, over: false, killed: false, ended: promise },
      kill: () => {
        if (command.over) return;
        cancel();
        command.over = true;
        command.killed = true;
        resolve();
      },
    };
    const cancel = this.clock.after(ms, () => {
      command.over = true;
      effect();
      resolve();
    });
    this.commands.push(command);
    return command;
  }

  /** A piece of work is done, and done once. */
  finish(place: string, exact: string): void {
    if (this.held.get(place) === exact) this.violations.push(`${this.host}: ${place} was done twice`);
    this.held.set(place, exact);
  }

  startEtcd(token: string): void {
    if (this.spent.has(token)) this.violations.push(`${this.host}: etcd was started again with the token ${token}`);
    if (this.etcd) this.etcd.running = true;
  }

  /** What a member did is set aside; its token is not to be used again. */
  undoEtcd(): readonly string[] {
    if (!this.etcd || this.etcd.formed || !this.etcd.running) return ["nothing was started"];
    this.etcd.running = false;
    this.spent.add(this.etcd.token);
    return ["stopped etcd, its data is set aside"];
  }

  /** What two hosts that were brought to the same end have in common. */
  get digest(): string {
    const { etcd, kubernetes } = this;
    const member = etcd ? `etcd running=${etcd.running} formed=${etcd.formed}` : "no etcd";
    const node = kubernetes ? `${kubernetes.role} joined=${kubernetes.joined}` : "no node";
    return [member, node, ...[...this.held.keys()].toSorted()].join("\n");
  }
}
