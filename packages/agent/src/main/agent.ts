import { type Clock, systemClock } from "@quorate/shared/clock";
import { AppError } from "@quorate/shared/errors";
import type { HostFacts } from "@quorate/shared/facts";
import type { Logger } from "@quorate/shared/log";
import { agentVersion } from "../config/version.ts";
import { HealthSampler } from "../health/health-sampler.ts";
import { openWatchFile } from "../health/watch-file.ts";
import type { Host } from "../host/host.ts";
import type { LongCommands } from "../host/long-commands.ts";
import { type DeskJournal, LeaseDesk } from "../runner/lease-desk.ts";
import { type StepCommands, StepRunner } from "../runner/step-runner.ts";
import { newAgentKey } from "../session/agent-key.ts";
import { BundleChannel } from "../session/bundle-channel.ts";
import { CertificateDesk } from "../session/certificate-desk.ts";
import { controlConnect } from "../session/control-channel.ts";
import { renewLate } from "../session/enrol-call.ts";
import { keepSession } from "../session/keep-session.ts";
import { observedConnect } from "../session/observed-connect.ts";
import { Outbox } from "../session/outbox.ts";
import type { OwnIdentity } from "../session/own-identity.ts";
import { Pulse } from "../session/pulse.ts";
import { Renewal } from "../session/renewal.ts";
import type { SessionParts } from "../session/session.ts";
import { shutDown } from "../session/shut-down.ts";
import type { StepHandlers } from "../steps/handler.ts";

/** What an agent is made of; the rest it makes by itself. */
export interface AgentParts {
  readonly identity: OwnIdentity;
  readonly stateDir: string;
  readonly bootId: string;
  readonly log: Logger;
  readonly journal: DeskJournal & SessionParts["journal"];
  readonly handlers: StepHandlers;
  /** The machine itself, for the agent's own files. */
  readonly host: Host;
  /** The machine as steps see it. */
  readonly stepHost: Host;
  readonly longCommands: StepCommands & Pick<LongCommands, "leave">;
  readonly facts: () => Promise<HostFacts>;
  /** Called whenever the stream to the coordinator, or a try to open one, shows that the agent is alive. */
  readonly sign?: () => void;
  /** Of pauses between two tries to connect and of renewals, 0 to 1; random unless given. */
  readonly jitter?: () => number;
  /** The machine's, unless given. */
  readonly clock?: Clock;
  /** Streams to the coordinator: over mutual TLS, unless given. */
  readonly connect?: typeof controlConnect;
}

export interface RunningAgent {
  /** Gives what runs a while to end, leaves long commands to the next agent, and resolves when nothing is left to do. */
  stop(): Promise<void>;
  /** Ends the connection and nothing else. */
  disconnect(): Promise<void>;
}

/** Joins the rooms. */
export async function startAgent(parts: AgentParts): Promise<RunningAgent> {
  const { bootId, handlers, host, identity, journal, log, longCommands, stateDir } = parts;
  const { clock = systemClock, connect = controlConnect, jitter: random = Math.random } = parts;
  const watch = await openWatchFile(host.files, stateDir);
  const { network } = host;
  const sampler = new HealthSampler({ clock, network, watch: () => watch.current, dataDir: stateDir });
  const pulse = new Pulse({ clock, bootId, health: () => sampler.sample() });
  const outbox = new Outbox();
  const certificates = new CertificateDesk((message) => outbox.answer(message));
  const renewal = new Renewal({
    ...{ identity, clock, log, random, newKey: newAgentKey },
    say: (message) => outbox.answer(message),
    callLate: (request) => renewLate(identity.current, request),
  });
  const bundle = new BundleChannel(() => identity.current);
  const runner = new StepRunner({
    ...{ handlers, host: parts.stepHost, longCommands, clock, clockEstimate: () => pulse.estimate },
    requestCertificate: (lease, request, signal) => certificates.request(lease, request, signal),
    bundleFile: (file, stopped) => bundle.read(file, stopped),
  });
  const desk = new LeaseDesk({ journal, runner, log, report: (report) => outbox.report(report) });
  const end = new AbortController();
  const session = keepSession(
    {
      ...{
        connect: observedConnect(
          connect(() => identity.current),
          parts.sign ?? (() => undefined),
        ),
        clock,
        log,
        agentVersion,
        bootId,
        journal,
        desk,
        outbox,
        pulse,
        certificates,
        renewal,
      },
      facts: parts.facts,
      watch: (target) => watch.replace(target),
    },
    end.signal,
    random,
  );
  const disconnect = async (): Promise<void> => {
    end.abort(new AppError("HOST_LOST", "the agent was stopped"));
    await session;
    bundle.close();
  };
  const stop = async (): Promise<void> => {
    await shutDown({ desk, longCommands, outbox, clock });
    await disconnect();
  };
  return { stop, disconnect };
}
