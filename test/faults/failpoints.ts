import type { Host, HostFiles } from "../../packages/agent/src/host/host.ts";
import type { AgentParts } from "../../packages/agent/src/main/agent.ts";
import type { StepContext, StepHandlers } from "../../packages/agent/src/steps/handler.ts";

/**
 * Where an agent can die in one attempt of a step: the attempt is journaled and nothing was done; the step's first change is under way;
 * all was done and the result is not journaled; it is journaled and not told.
 */
export const points = ["before-exec", "mid-command", "unrecorded", "unacked"] as const;
export type Point = (typeof points)[number];

/** Called at every point of every step; it comes back or it does not. `kind` is unknown of an attempt that is taken up again. */
export type Reached = (step: string, kind: string | undefined, point: Point) => void;

/** The program of a step whose first change is one long command, and no file that is written before it. */
const longKinds: ReadonlySet<string> = new Set(["package.install", "images.ensure", "kubeadm.init", "kubeadm.join"]);
/** A program that says nothing is in its middle after this. */
const middleMs = 250;

/** The same agent, which says when it comes to a point. */
export function withFailpoints(parts: AgentParts, reached: Reached): AgentParts {
  const steps = new StepNames(parts.longCommands);
  return {
    ...parts,
    journal: watchedJournal(parts.journal, reached),
    longCommands: steps.longCommands,
    handlers: watchedHandlers(parts.handlers, (ctx, kind) => reached(steps.of(ctx), kind, "mid-command")),
  };
}

/** A handler is not told the name of its step; what it may ask about its long commands is asked by that name. */
class StepNames {
  readonly longCommands: AgentParts["longCommands"];
  #asked = "";

  constructor(commands: AgentParts["longCommands"]) {
    this.longCommands = {
      exec: (owner, argv, work, options) => commands.exec(owner, argv, work, options),
      settle: (owner, signal, tell) => commands.settle(owner, signal, tell),
      endOf: (step, argv) => {
        this.#asked = step;
        return commands.endOf(step, argv);
      },
      end: (step) => commands.end(step),
      forget: (step) => commands.forget(step),
      leave: () => commands.leave(),
    };
  }

  of(ctx: StepContext): string {
    void ctx.endedAlone(["no such command"]);
    return this.#asked;
  }
}

function watchedJournal(journal: AgentParts["journal"], reached: Reached): AgentParts["journal"] {
  const kinds = new Map<string, string>();
  return {
    get epoch() {
      return journal.epoch;
    },
    obey: (epoch, instance) => journal.obey(epoch, instance),
    refuseStale: (epoch, instance) => journal.refuseStale(epoch, instance),
    find: (lease) => journal.find(lease),
    start: async (lease, step) => {
      await journal.start(lease, step);
      kinds.set(lease.step, step.kind);
      reached(lease.step, step.kind, "before-exec");
    },
    finish: async (lease, result) => {
      reached(lease.step, kinds.get(lease.step), "unrecorded");
      await journal.finish(lease, result);
      reached(lease.step, kinds.get(lease.step), "unacked");
    },
  };
}

type Part = (input: object, ctx: StepContext) => Promise<unknown>;
/** A handler without its types: what is wrapped here is the same for every kind. */
type LooseHandler = Readonly<Record<string, unknown>>;

const parts = ["probe", "arm", "apply", "fire", "check", "undo"];

function watchedHandlers(handlers: StepHandlers, middle: (ctx: StepContext, kind: string) => void): StepHandlers {
  const watched = Object.entries(handlers as unknown as Record<string, LooseHandler>).map(([kind, handler]) => {
    const contexts = new WeakMap<StepContext, WatchedContext>();
    const watch =
      (name: string, part: Part): Part =>
      (input, ctx) => {
        const watching = contexts.get(ctx) ?? new WatchedContext(ctx, longKinds.has(kind), () => middle(ctx, kind));
        contexts.set(ctx, watching);
        watching.changing = name === "apply" || name === "fire";
        return part(input, watching.ctx);
      };
    const own = parts.flatMap((name) => {
      const part = handler[name];
      return typeof part === "function" ? [[name, watch(name, part as Part)]] : [];
    });
    return [kind, { ...handler, ...Object.fromEntries(own) }];
  });
  return Object.fromEntries(watched) as StepHandlers;
}

/** One for each attempt: handlers know their attempt again by its context. */
class WatchedContext {
  readonly ctx: StepContext;
  changing = false;

  constructor(ctx: StepContext, onlyLong: boolean, middle: () => void) {
    this.ctx = { ...ctx, host: watchedHost(ctx.host, onlyLong, () => this.changing && middle()) };
  }
}

function watchedHost(host: Host, onlyLong: boolean, middle: () => void): Host {
  const during = async <T>(running: Promise<T>): Promise<T> => {
    await Promise.race([running, new Promise((resolve) => setTimeout(resolve, middleMs))]);
    middle();
    return running;
  };
  return {
    ...host,
    exec: (argv, options = {}) => {
      if (onlyLong && !options.long) return host.exec(argv, options);
      const onLine = (line: string): void => {
        options.onLine?.(line);
        middle();
      };
      return during(host.exec(argv, { ...options, onLine }));
    },
    run: (argv, options) => (onlyLong ? host.run(argv, options) : during(host.run(argv, options))),
    files: onlyLong ? host.files : watchedFiles(host.files, middle),
  };
}

function watchedFiles(files: HostFiles, middle: () => void): HostFiles {
  return {
    ...files,
    write: async (path, contents, options) => {
      await files.write(path, contents, options);
      middle();
    },
    move: async (from, to) => {
      await files.move(from, to);
      middle();
    },
    remove: async (path) => {
      await files.remove(path);
      middle();
    },
  };
}

export interface Failpoint {
  /** A step's id, or a kind. */
  readonly step: string;
  readonly point: Point;
  readonly act: "kill" | "stop";
}

/** "agent:etcd/start/m1:unrecorded=kill agent:kubeadm.join:mid-command=stop", separated by blanks or lines. Throws on anything else. */
export function parseFailpoints(text: string): readonly Failpoint[] {
  return text
    .split(/\s+/)
    .filter((word) => word !== "")
    .map((word) => {
      const [, step, named, act] = /^agent:([^:=]+):([a-z-]+)=(kill|stop)$/.exec(word) ?? [];
      const point = points.find((known) => known === named);
      if (step === undefined || point === undefined || (act !== "kill" && act !== "stop")) {
        throw new Error(`no failpoint: ${word}`);
      }
      return { step, point, act };
    });
}

/** As a process that died there leaves it on its disk. */
export function failpointName({ step, point }: { readonly step: string; readonly point: string }): string {
  return `${step}:${point}`;
}
