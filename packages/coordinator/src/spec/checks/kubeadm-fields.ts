import type { ClusterSpec, Json, JsonObject } from "../cluster-spec.ts";
import { extraArguments } from "../kubeadm-arguments.ts";
import { type Finding, isMapData, type Path } from "../problem.ts";
import type { Check } from "./check.ts";

type Documents = ClusterSpec["kubernetes"]["kubeadm"];
type DocumentName = keyof Documents;
/** A field by its place, and where the file says it instead. */
type Owned = Readonly<Record<string, string>>;

const remove = "remove it";
const head: Owned = { apiVersion: `it follows from spec.kubernetes.version: ${remove}`, kind: remove };

const registration: Owned = {
  "nodeRegistration.name": "give it as spec.hosts[].name",
  "nodeRegistration.criSocket": "it follows from spec.runtime.name",
  "nodeRegistration.taints": "give it as spec.kubernetes.taintControlPlane",
  "nodeRegistration.kubeletExtraArgs": "give it as spec.kubernetes.kubeletArgs",
  skipPhases: "give addons as spec.kubernetes.skipAddons",
  dryRun: `use coordinator plan, and ${remove}`,
};

const apiserverAddress = "it follows from spec.hosts[].address and spec.kubernetes.apiserverPort";
const noKey = `Quorate hands certificates over without one: ${remove}`;

/** What a plan is built on: two places for one truth would part sooner or later. */
const owned: Readonly<Record<DocumentName, Owned>> = {
  init: {
    ...head,
    ...registration,
    bootstrapTokens: `each run makes its own, which lives for spec.kubernetes.tokenTtl: ${remove}`,
    certificateKey: noKey,
    localAPIEndpoint: apiserverAddress,
  },
  join: {
    ...head,
    ...registration,
    discovery: `each run pins the cluster's CA by its hash: ${remove}`,
    caCertPath: remove,
    "controlPlane.localAPIEndpoint": apiserverAddress,
    "controlPlane.certificateKey": noKey,
  },
  cluster: {
    ...head,
    clusterName: "give it as metadata.name",
    kubernetesVersion: "give it as spec.kubernetes.version",
    controlPlaneEndpoint: "give it as spec.endpoint",
    imageRepository: "give it as spec.kubernetes.imageRepository",
    certificatesDir: remove,
    etcd: "give it as spec.etcd",
    "networking.podSubnet": "give it as spec.kubernetes.podSubnet",
    "networking.serviceSubnet": "give it as spec.kubernetes.serviceSubnet",
    "networking.dnsDomain": "give it as spec.kubernetes.dnsDomain",
    "apiServer.certSANs": "give it as spec.kubernetes.certSans",
  },
  kubelet: {
    ...head,
    cgroupDriver: `it is systemd, as the runtime's: ${remove}`,
    containerRuntimeEndpoint: "it follows from spec.runtime.name",
    clusterDomain: "give it as spec.kubernetes.dnsDomain",
    staticPodPath: remove,
  },
  kubeProxy: {
    ...head,
    mode: "give it as spec.kubernetes.proxyMode",
    clusterCIDR: "give it as spec.kubernetes.podSubnet",
  },
};

const etcdFlag = "give it as spec.etcd";
/** Flags of the control plane that say the same as an owned field. */
const ownedFlags = {
  apiServer: {
    "advertise-address": apiserverAddress,
    "secure-port": "give it as spec.kubernetes.apiserverPort",
    "service-cluster-ip-range": "give it as spec.kubernetes.serviceSubnet",
    "etcd-servers": etcdFlag,
    "etcd-cafile": etcdFlag,
    "etcd-certfile": etcdFlag,
    "etcd-keyfile": etcdFlag,
    // What coordinator reset may purge is known by it.
    "etcd-prefix": remove,
  },
  controllerManager: {
    "cluster-cidr": "give it as spec.kubernetes.podSubnet",
    "service-cluster-ip-range": "give it as spec.kubernetes.serviceSubnet",
  },
};

const documentNames = ["init", "join", "cluster", "kubelet", "kubeProxy"] as const;

function ownedFields({ kubernetes: { kubeadm } }: ClusterSpec): readonly Finding[] {
  return documentNames.flatMap((name) =>
    Object.entries(owned[name]).flatMap(([field, instead]) => {
      const path = placeOf(kubeadm[name], field.split("."));
      if (path === undefined) return [];
      const part = path.length < field.split(".").length ? ` (${field} lies in it)` : "";
      return [refusal([name, ...path], `Quorate writes this field itself${part}: ${instead}`)];
    }),
  );
}

/** Where a wish meets the field: at it, or at something above that is no map and would take the field away. */
function placeOf(document: JsonObject, parts: readonly string[]): readonly string[] | undefined {
  let value: Json = document;
  for (const [index, part] of parts.entries()) {
    if (!isJsonMap(value)) return parts.slice(0, index);
    const next: Json | undefined = Object.hasOwn(value, part) ? value[part] : undefined;
    if (next === undefined) return undefined;
    value = next;
  }
  return parts;
}

function isJsonMap(value: Json): value is JsonObject {
  return isMapData(value);
}

function ownedArguments({ kubernetes }: ClusterSpec): readonly Finding[] {
  return (["apiServer", "controllerManager"] as const).flatMap((component) =>
    extraArguments(kubernetes, component).flatMap(({ name, path }) => {
      const flags: Owned = ownedFlags[component];
      const instead = Object.hasOwn(flags, name) ? flags[name] : undefined;
      if (instead === undefined) return [];
      return [refusal(["cluster", component, "extraArgs", ...path], `Quorate sets ${name} itself: ${instead}`)];
    }),
  );
}

function refusal(path: Path, message: string): Finding {
  return { path: ["spec", "kubernetes", "kubeadm", ...path], message, atKey: true };
}

export const kubeadmChecks: readonly Check[] = [
  { severity: "error", needs: ["kubernetes"], run: ownedFields },
  { severity: "error", needs: ["kubernetes"], run: ownedArguments },
];
