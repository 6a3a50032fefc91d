import { mkdir, rm, rmdir } from "node:fs/promises";
import { dirname } from "node:path";
import { stopHost } from "./boot.ts";
import { cgroupExists, createCgroup, removeCgroup } from "./cgroup.ts";
import { type HostState, healHost, hostState } from "./heal.ts";
import { type HostName, hostNames, labHostNames, workerNames } from "./host-names.ts";
import { type EtcdLine, wipeRoot } from "./host-root.ts";
import { type KubernetesImage, readImageList } from "./kubernetes-images.ts";
import { exitCodes, LabError } from "./lab-error.ts";
import { bootPlan, type LabHost, openHost, resetHost } from "./lab-host.ts";
import { withLock } from "./lock.ts";
import { ensureMaterials } from "./materials.ts";
import { ensureNetwork, networkIsWhole, OPERATOR_ADDRESS, removeNetwork } from "./network.ts";
import { type Operator, openOperator } from "./operator.ts";
import { hostPaths, type LabPaths, labPaths, operatorCgroup, parseLabId } from "./paths.ts";
import { type Progress, type Timed, timedBy } from "./progress.ts";
import { type LabSettings, readSettings, requireSettings, writeSettings } from "./settings.ts";
import { checkMachine, ensureTools } from "./tools.ts";

export interface LabStatus {
  readonly id: string;
  readonly etcd: EtcdLine | undefined;
  readonly network: "up" | "down";
  readonly hosts: readonly { readonly name: string; readonly address: string; readonly state: HostState }[];
}

export interface LabOptions {
  readonly onProgress?: Progress;
  /** False spares a lab that needs no Kubernetes its compilation; when not given, what the lab had, and at first true. */
  readonly kubernetes?: boolean;
  /** How many hosts there are besides the three masters; when not given, as many as the lab had, and at first none. */
  readonly workers?: number;
}

export interface LabImages {
  readonly folder: string;
  readonly list: readonly KubernetesImage[];
}

interface LabWish {
  readonly etcd?: EtcdLine | undefined;
  readonly bare?: boolean;
  readonly kubernetes: boolean | undefined;
  readonly workers: number | undefined;
}

export interface Lab {
  readonly id: string;
  /** The three masters. */
  readonly hosts: readonly LabHost[];
  /** As many as it was opened with. */
  readonly workers: readonly LabHost[];
  readonly operator: Operator;
  host(name: string): LabHost;
  /** Kubernetes' images as this machine sees them; hosts see the same at `/opt/lab/images`. */
  images(): Promise<LabImages>;
  /**
   * Builds what is missing, boots what is down, mends what is broken, and leaves the rest alone; with `bare` all hosts begin
   * anew, each with one boot.
   */
  up(options?: { readonly etcd?: EtcdLine; readonly bare?: boolean }): Promise<void>;
  /** Back to bare hosts: all of them, or those named. */
  reset(options?: { readonly hosts?: readonly string[] }): Promise<void>;
  /** Leaves nothing behind but the cache. */
  down(): Promise<void>;
  status(): Promise<LabStatus>;
}

const DEFAULT_ID = "main";
const LOCK_LIMIT_MS = 2_700_000;

export function openLab(id: string = DEFAULT_ID, options: LabOptions = {}): Lab {
  const paths = labPaths(parseLabId(id));
  const progress = options.onProgress ?? (() => undefined);
  const timed = timedBy(progress);
  const alone = <T>(work: () => Promise<T>) => withLock(paths.name, LOCK_LIMIT_MS, work);
  const open = (host: HostName) => openHost(paths, host);
  const [hosts, workers] = [hostNames.map(open), workerNames.map(open)];
  return {
    id: paths.id,
    hosts,
    workers: workers.slice(0, options.workers ?? 0),
    operator: openOperator(paths),
    host: (name) => namedHost([...hosts, ...workers], name),
    images: () => imagesOf(paths),
    up: (wish = {}) =>
      alone(() => bringUp(paths, { kubernetes: options.kubernetes, workers: options.workers, ...wish }, progress)),
    reset: (wish = {}) => alone(() => resetHosts(paths, wish.hosts, timed)),
    down: () => alone(() => takeDown(paths, timed)),
    status: () => statusOf(paths),
  };
}

async function bringUp(lab: LabPaths, wish: LabWish, progress: Progress): Promise<void> {
  const timed = timedBy(progress);
  await checkMachine();
  await timed("tools", ensureTools);
  const settings = await ensureSettings(lab, wish, progress);
  await timed("network", async () => `${OPERATOR_ADDRESS} in ${lab.netns}, ${await ensureNetwork(lab)}`);
  await createCgroup(operatorCgroup(lab));
  await forEach(labHostNames(settings.workers ?? 0), (host) =>
    timed(host.name, async () => {
      const plan = { lab, host, paths: hostPaths(lab, host.name), ...settings };
      return `${host.address}, ${await healHost(plan)}`;
    }),
  );
}

async function ensureSettings(lab: LabPaths, wish: LabWish, progress: Progress): Promise<LabSettings> {
  const before = await readSettings(lab);
  const materials = await ensureMaterials(wish.kubernetes ?? hadKubernetes(before), progress);
  const workers = wish.workers ?? before?.workers ?? 0;
  const settings = { ...materials, etcd: wish.etcd ?? before?.etcd ?? "3.5", ...(workers > 0 && { workers }) };
  const unlike = before && !sameSettings(before, settings);
  if (unlike || (before && wish.bare)) {
    await timedBy(progress)("hosts", async () => {
      await forgetHosts(lab, labHostNames(workerNames.length));
      return unlike ? "wiped: they were begun on another image, packages or etcd" : "wiped";
    });
  }
  await forgetHosts(lab, workerNames.slice(workers, before?.workers ?? 0));
  await mkdir(lab.state, { recursive: true });
  await writeSettings(lab, settings);
  return settings;
}

function hadKubernetes(before: LabSettings | undefined): boolean {
  return before === undefined || before.images !== undefined;
}

function sameSettings(a: LabSettings, b: LabSettings): boolean {
  return a.image === b.image && a.packages === b.packages && a.etcd === b.etcd && a.images === b.images;
}

async function imagesOf(lab: LabPaths): Promise<LabImages> {
  const { images } = await requireSettings(lab);
  if (images === undefined) throw new LabError(`lab ${lab.id} was brought up without Kubernetes`);
  return { folder: images, list: await readImageList(images) };
}

/** A host's layer belongs to the image it was begun on: another image means hosts begun anew. */
async function forgetHosts(lab: LabPaths, hosts: readonly HostName[]): Promise<void> {
  for (const host of hosts) {
    const paths = hostPaths(lab, host.name);
    await stopHost(lab, host, paths);
    await wipeRoot(paths);
  }
}

async function resetHosts(lab: LabPaths, names: readonly string[] | undefined, timed: Timed): Promise<void> {
  const all = labHostNames((await requireSettings(lab)).workers ?? 0);
  const chosen = names === undefined ? all : names.map((name) => namedHost(all, name));
  await ensureNetwork(lab);
  await createCgroup(operatorCgroup(lab));
  await forEach(chosen, (host) =>
    timed(host.name, async () => {
      await resetHost(await bootPlan(lab, host));
      return `${host.address}, bare`;
    }),
  );
}

/** All at once, and an end only when all have ended: what fails on one host must not leave another half done. */
async function forEach(hosts: readonly HostName[], work: (host: HostName) => Promise<void>): Promise<void> {
  const ends = await Promise.allSettled(hosts.map(work));
  const failed = ends.find((end) => end.status === "rejected");
  if (failed) throw failed.reason;
}

async function takeDown(lab: LabPaths, timed: Timed): Promise<void> {
  await timed("hosts", async () => {
    const ran = await cgroupExists(lab.name);
    await removeCgroup(lab.name);
    return ran ? "stopped" : "were down";
  });
  await timed("network", async () => {
    await removeNetwork(lab);
    return "removed";
  });
  await timed("state", async () => {
    await rm(lab.state, { recursive: true, force: true });
    // These are shared with other labs, and with the machine's own containers: only empty ones go.
    for (const folder of [dirname(lab.state), "/run/systemd/nspawn"]) await rmdir(folder).catch(() => undefined);
    return "removed";
  });
}

async function statusOf(lab: LabPaths): Promise<LabStatus> {
  const settings = await readSettings(lab);
  const plan = settings ?? { image: "", packages: "", etcd: "3.5" as const };
  const states = labHostNames(settings?.workers ?? 0).map(async (host) => ({
    ...host,
    state: await hostState({ lab, host, paths: hostPaths(lab, host.name), ...plan }),
  }));
  return {
    id: lab.id,
    etcd: settings?.etcd,
    network: (await networkIsWhole(lab)) ? "up" : "down",
    hosts: await Promise.all(states),
  };
}

function namedHost<T extends { readonly name: string }>(hosts: readonly T[], name: string): T {
  const found = hosts.find((host) => host.name === name);
  if (found) return found;
  const known = hosts.map((host) => host.name).join(", ");
  throw new LabError(`no host "${name}" in the lab; it has ${known}`, { exitCode: exitCodes.usage });
}
