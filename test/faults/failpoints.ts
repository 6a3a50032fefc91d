import type { StepKind } from "@quorate/shared/step/contract";
import type { Host, HostFiles } from "../../packages/agent/src/host/host.ts";
import type { AgentParts } from "../../packages/agent/src/main/agent.ts";
import { stepHandlers } from "../../packages/agent/src/runner/handlers.ts";
import type { StepContext, StepHandlers } from "../../packages/agent/src/steps/handler.ts";

/**
 * Where an agent can die in one attempt of a step: the attempt is journaled and nothing was done; the step's first change is under way;
 * all was done and the result is not journaled; it is journaled and not told.
 */
export const points = ["before-exec", "mid-command", "unrecorded", "unacked"] as const;
export type Point = (typeof points)[number];

/** Who decides what dies. */
export interface Watcher {
  /** Called at every point of every step; it comes back or it does not. `kind` is unknown of an attempt that is taken up again. */
  at(step: string, kind: string | undefined, point: Point): Promise<void> | undefined;
  /** What ends in a point. */
  meanwhile<T>(work: Promise<T>): Promise<T>;
}

/** The program of a step whose first change is one long command, and no file that is written before it. */
const longKinds: ReadonlySet<string> = new Set(["package.install", "images.ensure", "kubeadm.init", "kubeadm.join"]);
/** A program that says nothing is in its middle after this. */
const middleMs = 250;

/** The same agent, which says when it comes to a point. */
export function withFailpoints(parts: AgentParts, watcher: Watcher): AgentParts {
  const steps = new StepNames(parts.longCommands);
  return {
    ...parts,
    journal: watchedJournal(parts.journal, watcher),
    longCommands: steps.longCommands,
    handlers: watchedHandlers(parts.handlers, {
      at: (ctx, kind) => watcher.at(steps.of(ctx), kind, "mid-command"),
      meanwhile: (work) => watcher.meanwhile(work),
    }),
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

function watchedJournal(journal: AgentParts["journal"], watcher: Watcher): AgentParts["journal"] {
  const kinds = new Map<string, string>();
  return {
    get epoch() {
      return journal.epoch;
    },
    obey: (epoch, instance) => journal.obey(epoch, instance),
    refuseStale: (epoch, instance) => journal.refuseStale(epoch, instance),
    find: (lease) => journal.find(lease),
    start: async (lease, step) => {
      await watcher.meanwhile(journal.start(lease, step));
      kinds.set(lease.step, step.kind);
      await watcher.at(lease.step, step.kind, "before-exec");
    },
    finish: async (lease, result) => {
      await watcher.at(lease.step, kinds.get(lease.step), "unrecorded");
      await watcher.meanwhile(journal.finish(lease, result));
      await watcher.at(lease.step, kinds.get(lease.step), "unacked");
    },
  };
}

type Part = (input: object, ctx: StepContext) => Promise<unknown>;
/** A handler without its types: what is wrapped here is the same for every kind. */
type LooseHandler = Readonly<Record<string, unknown>>;

const parts = ["probe", "arm", "apply", "fire", "check", "undo"];
/** A check that is no change for good, but stops something for a moment. */
const stops = "kubernetes.outage";

/** Whether a step of this kind changes its host, when it finds something to change. */
export function changes(kind: StepKind): boolean {
  const handler = stepHandlers[kind];
  return handler.type === "apply" || (handler.type === "barrier" && !handler.readOnly);
}

/** Whether a step of this kind is ever in the middle of something. */
export function hasMiddle(kind: StepKind): boolean {
  return kind === stops || changes(kind);
}

interface HandlerWatcher extends Pick<Watcher, "meanwhile"> {
  at(ctx: StepContext, kind: string): Promise<void> | undefined;
}

function watchedHandlers(handlers: StepHandlers, watcher: HandlerWatcher): StepHandlers {
  const watched = Object.entries(handlers as unknown as Record<string, LooseHandler>).map(([kind, handler]) => {
    const contexts = new WeakMap<StepContext, WatchedContext>();
    const watch =
      (name: string, part: Part): Part =>
      (input, ctx) => {
        const watching = contexts.get(ctx) ?? new WatchedContext(ctx, kind, watcher);
        contexts.set(ctx, watching);
        watching.changing = name === "apply" || name === "fire" || kind === stops;
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
class WatchedContext implements Middle {
  readonly ctx: StepContext;
  changing = false;
  readonly #at: () => Promise<void> | undefined;
  readonly #meanwhile: Watcher["meanwhile"];

  constructor(ctx: StepContext, kind: string, watcher: HandlerWatcher) {
    this.ctx = { ...ctx, host: watchedHost(ctx.host, longKinds.has(kind), this) };
    this.#at = () => watcher.at(ctx, kind);
    this.#meanwhile = (work) => watcher.meanwhile(work);
  }

  /** After so much of it, the change is in its middle. */
  async after<T>(part: Promise<T>): Promise<T> {
    const done = await (this.changing ? this.#meanwhile(part) : part);
    await this.now();
    return done;
  }

  now(): Promise<void> | undefined {
    return this.changing ? this.#at() : undefined;
  }
}

interface Middle {
  after<T>(part: Promise<T>): Promise<T>;
  now(): Promise<void> | undefined;
}

function watchedHost(host: Host, onlyLong: boolean, middle: Middle): Host {
  const during = async <T>(running: Promise<T>): Promise<T> => {
    await middle.after(Promise.race([running, new Promise((resolve) => setTimeout(resolve, middleMs))]));
    return running;
  };
  return {
    ...host,
    exec: (argv, options = {}) => {
      if (onlyLong && !options.long) return host.exec(argv, options);
      const onLine = (line: string): void => {
        options.onLine?.(line);
        void middle.now();
      };
      return during(host.exec(argv, { ...options, onLine }));
    },
    run: (argv, options) => (onlyLong ? host.run(argv, options) : during(host.run(argv, options))),
    files: onlyLong ? host.files : watchedFiles(host.files, middle),
  };
}

function watchedFiles(files: HostFiles, middle: Middle): HostFiles {
  return {
    ...files,
    write: (path, contents, options) => middle.after(files.write(path, contents, options)),
    move: (from, to) => middle.after(files.move(from, to)),
    remove: (path) => middle.after(files.remove(path)),
  };
}

export interface Failpoint {
  /** A step's id, or a kind. */
  readonly step: string;
  readonly point: Point;
}

/** "agent:etcd/start/m1:unrecorded=kill agent:kubeadm.join:mid-command=kill", separated by blanks or lines. Throws on anything else. */
export function parseFailpoints(text: string): readonly Failpoint[] {
  return text
    .split(/\s+/)
    .filter((word) => word !== "")
    .map((word) => {
      const [, step, named] = /^agent:([^:=]+):([a-z-]+)=kill$/.exec(word) ?? [];
      const point = points.find((known) => known === named);
      if (step === undefined || point === undefined) throw new Error(`no failpoint: ${word}`);
      return { step, point };
    });
}

/** As a process that died there leaves it on its disk. */
export function failpointName({ step, point }: { readonly step: string; readonly point: string }): string {
  return `${step}:${point}`;
}
