import { caHash } from "@quorate/shared/ca-hash";
import type { StepInput } from "@quorate/shared/step/contract";
import type { KubeadmPeers } from "../../packages/agent/src/steps/kubeadm/peers.ts";
import { kubeadmInitBy } from "../../packages/agent/src/steps/kubeadm-init.ts";
import { fakeCa } from "./fake-ca.ts";
import { command, type FakeCommand, fakeHost, succeeded } from "./fake-host.ts";
import { fakeStepContext } from "./fake-step-context.ts";
import { FakeSystemd } from "./fake-systemd.ts";
import { InstantClock } from "./instant-clock.ts";

const ca = fakeCa("kubernetes", new Date());
/** Of kubeadm's form; its id is public, its secret half must never be seen. */
export const token = "abcdef.canary0123456789";
export const initConfigFile = "/run/quorate/kubeadm-init.yaml";
const startMs = 1_700_000_000_000;
const apiVersion = "kubeadm.k8s.io/v1beta2";
export const initInput: StepInput<"kubeadm.init"> = {
  name: "m1",
  version: "1.20.2",
  runtime: "docker",
  criSocket: "/var/run/dockershim.sock",
  tokenSecret: "kubeadm-token",
  caHash: caHash(ca.pem),
  skipPhases: ["addon/coredns"],
  ignorePreflightErrors: ["NumCPU", "Mem"],
  documents: [
    { apiVersion, kind: "InitConfiguration" },
    { apiVersion, kind: "ClusterConfiguration" },
  ],
  tokenTtlSeconds: 3600,
  apiserver: { url: "https://10.0.0.1:6443", caFile: "/ca.crt" },
  etcd: {
    endpoints: ["https://10.0.0.1:2379"],
    caFile: "/ca.crt",
    certFile: "/e.crt",
    keyFile: "/e.key",
    prefix: "/registry/",
  },
};

export interface InitWorld {
  readonly files?: Record<string, string>;
  /** What kubeadm init does; by default it makes its files and says so. */
  readonly kubeadm?: FakeCommand;
  readonly etcdKeys?: number;
  readonly health?: readonly (string | undefined)[];
  readonly kubelet?: Parameters<typeof systemdWith>[0];
  readonly signal?: AbortSignal;
  /** Exit code of the kubeadm that an earlier agent left running. */
  readonly endedAlone?: number;
  /** Called whenever somebody has waited, with the whole time in milliseconds: what the world did meanwhile. */
  readonly onSleep?: (systemd: FakeSystemd, elapsedMs: number) => void;
}

function systemdWith(kubelet: { sub?: string; active?: string; mainPid?: number; journal?: readonly string[] } = {}) {
  return new FakeSystemd({
    units: { "kubelet.service": { active: "active", sub: "running", mainPid: 7, ...kubelet } },
  });
}

/** A host on which kubeadm init ends well, unless a test wants it otherwise. */
export function initWorld(world: InitWorld = {}) {
  const seen: { config?: string; etcdAsked: number; health: number } = { etcdAsked: 0, health: 0 };
  const systemd = systemdWith(world.kubelet);
  const made: FakeCommand = async (argv, options) => {
    if (argv[0] !== "kubeadm" || argv[1] !== "init") return undefined;
    const text = host.files.text(initConfigFile);
    if (text !== undefined) seen.config = text;
    host.files.put("/etc/kubernetes/kubelet.conf", "kubelet");
    host.files.put("/etc/kubernetes/manifests/kube-apiserver.yaml", "pod");
    options.onLine?.(`kubeadm join 10.0.0.33:6443 --token ${token}`);
    return succeeded();
  };
  const host = fakeHost({
    files: {
      "/usr/bin/kubeadm": "",
      "/usr/bin/docker": "",
      "/ca.crt": ca.pem,
      "/e.crt": "c",
      "/e.key": "k",
      "/etc/kubernetes/pki/ca.key": "key",
      ...world.files,
    },
    commands: [
      ...(world.kubeadm ? [world.kubeadm] : []),
      made,
      command(["kubeadm", "reset", "--help"], succeeded("--skip-phases strings")),
      command(["kubeadm", "reset"], succeeded("[reset] done")),
      command(["docker"], succeeded("")),
      command(["rm"], succeeded()),
      systemd.command,
    ],
  });
  const ctx = fakeStepContext(host, {
    secrets: { "kubeadm-token": token },
    clock: new InstantClock((nowMs) => world.onSleep?.(systemd, nowMs - startMs), startMs),
    ...(world.signal ? { signal: world.signal } : {}),
    endedAlone: async (argv) => (argv[1] === "init" ? world.endedAlone : undefined),
  });
  const peers: KubeadmPeers = {
    askEtcd: async () => {
      seen.etcdAsked += 1;
      return { ok: true, value: { count: String(world.etcdKeys ?? 0) } };
    },
    ask: async () => {
      const problem = world.health?.[seen.health];
      seen.health += 1;
      return problem === undefined
        ? { ok: true, value: { status: 200, text: "ok", dateMs: undefined } }
        : { ok: false, problem };
    },
  };
  return { host, ctx, seen, handler: kubeadmInitBy(peers) };
}

/** The guard of an attempt on this cluster. */
export const initGuard = (joined: boolean) => JSON.stringify({ role: "control-plane", caHash: caHash(ca.pem), joined });
