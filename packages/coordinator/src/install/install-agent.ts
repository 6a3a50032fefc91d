import { join } from "node:path";
import { elapsedMs } from "@quorate/shared/clock";
import { AppError } from "@quorate/shared/errors";
import type { ClusterStatus } from "../rpc/status.ts";
import { durationText } from "../spec/quantity.ts";
import { choosePackages, type PackageChoice } from "./agent-packages.ts";
import { enrolNeed } from "./enrol-need.ts";
import { enrolFailure, installFailure, noRoot } from "./host-failure.ts";
import type { InstallDone, InstallSettings, InstallStage } from "./install-settings.ts";
import type { NamedTarget } from "./named-target.ts";
import {
  enrolCommand,
  installCommand,
  journalCommand,
  notStarted,
  type Root,
  startCommand,
  surveyCommand,
  uploadCommand,
} from "./remote-commands.ts";
import { lastLines } from "./ssh-failure.ts";
import { SshSession } from "./ssh-session.ts";
import { readSurvey } from "./survey.ts";

const copyLimitMs = 900_000;
const installLimitMs = 900_000;
const enrolLimitMs = 120_000;
const pollMs = 500;
/** It is used at once. */
const tokenSeconds = 300;

/** Brings one host its agent, up to its stream to the coordinator. Rejects with the one cause that is in the way. */
export async function installAgent(
  target: NamedTarget,
  settings: InstallSettings,
  tell: (stage: InstallStage) => void,
): Promise<InstallDone> {
  const { client, reach, ssh, signal, packages, version, again } = settings;
  const session = new SshSession(target, reach, ssh, signal);
  tell({ stage: "look" });
  const survey = readSurvey((await session.run(surveyCommand)).stdout);
  const { root } = survey;
  if (root === undefined) throw noRoot(survey.noRoot);
  const choice = choosePackages(survey, packages.files, { version, folder: packages.folder });
  const address = target.address ?? (await session.address());
  const need = enrolNeed({ name: target.name, address, survey, status: await client.status(), again });
  const work = { session, root, target, settings, tell };
  const installed = choice.install.length > 0;
  if (installed) await installPackages(work, choice);
  // On the coordinator's clock, like the streams that it is compared with.
  const { at } = await client.status();
  if (need === "enrol") await enrol(work, address);
  if (need === "start") await start(work);
  const since = need === "none" ? {} : { since: at };
  if (installed || need !== "none") {
    await connected(work, { ...since, ...(installed ? { agentVersion: choice.agentVersion } : {}) });
  }
  const changes = { enrol: "enrolled", start: "started", none: undefined } as const;
  const done = changes[need];
  return {
    agentVersion: choice.agentVersion,
    changes: [...(installed ? (["installed"] as const) : []), ...(done === undefined ? [] : [done])],
  };
}

interface Work {
  readonly session: SshSession;
  readonly root: Root;
  readonly target: NamedTarget;
  readonly settings: InstallSettings;
  readonly tell: (stage: InstallStage) => void;
}

async function installPackages({ session, root, settings, tell }: Work, choice: PackageChoice): Promise<void> {
  const { manager, format, install } = choice;
  for (const [index, { name, slot }] of install.entries()) {
    tell({ stage: "copy", file: name });
    const file = join(settings.packages.folder, name);
    const copied = await session.run(uploadCommand(root, slot, format, index === 0), { file }, copyLimitMs);
    if (copied.code !== 0) throw installFailure(`copying ${name}`, copied);
  }
  tell({ stage: "install", manager });
  const result = await session.run(installCommand(root, manager), "", installLimitMs);
  if (result.code !== 0) throw installFailure(manager, result);
}

async function enrol({ session, root, target, settings, tell }: Work, address: string): Promise<void> {
  tell({ stage: "enrol" });
  const { client, operator } = settings;
  const order = { hostName: target.name, address, ttlSeconds: tokenSeconds, operator };
  const { enrolAddress, caHash, token } = await client.createToken(order);
  const lines = [enrolAddress, caHash, target.name, token.reveal()];
  const result = await session.run(enrolCommand(root), `${lines.join("\n")}\n`, enrolLimitMs);
  if (result.code === notStarted) throw await notRunning(session, root);
  if (result.code !== 0) throw enrolFailure(enrolAddress, result);
}

async function start({ session, root, tell }: Work): Promise<void> {
  tell({ stage: "start" });
  const { code } = await session.run(startCommand(root), "", enrolLimitMs);
  if (code !== 0) throw await notRunning(session, root);
}

interface Expected {
  /** RFC 3339: an older stream is that of the agent before. */
  readonly since?: string;
  readonly agentVersion?: string;
}

async function connected({ session, root, target, settings, tell }: Work, expected: Expected): Promise<void> {
  const { client, clock, waitMs, signal } = settings;
  tell({ stage: "wait" });
  const begun = clock.monoNs();
  while (!isConnected(await client.status(), target.name, expected)) {
    if (elapsedMs(clock, begun) >= waitMs) {
      throw new AppError("HOST_UNREACHABLE", `its agent runs, and was not connected after ${durationText(waitMs)}`, {
        evidence: await journal(session, root),
        hint: "is the coordinator's control port open from the host? to enrol it once more: --enrol-again",
      });
    }
    await clock.sleep(pollMs, signal);
  }
}

function isConnected({ hosts }: ClusterStatus, name: string, { since, agentVersion }: Expected): boolean {
  const host = hosts.find((each) => each.name === name);
  if (host?.agent !== "connected") return false;
  if (since !== undefined && !(host.connectedSince !== undefined && host.connectedSince >= since)) return false;
  return agentVersion === undefined || host.agentVersion === agentVersion;
}

async function notRunning(session: SshSession, root: Root): Promise<AppError> {
  return new AppError("AGENT_INSTALL_FAILED", "the unit quorate-agent does not start", {
    evidence: await journal(session, root),
    hint: "on the host: systemctl status quorate-agent",
  });
}

async function journal(session: SshSession, root: Root): Promise<readonly string[]> {
  const { stdout } = await session.run(journalCommand(root));
  return lastLines(stdout, 8);
}
