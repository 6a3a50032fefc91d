import { z } from "zod";
import { line, sha256, unitName, url, word } from "./grammar.ts";
import { configDocument, criSocketName, imageName, kubernetesVersion, runtimeName } from "./kubernetes-grammar.ts";

const none = z.strictObject({});

/** As an image's name says it, and as a directory's name: docker.io, registry.local:5000. */
const registry = z
  .string()
  .max(255)
  .regex(/^(?:[A-Za-z0-9][A-Za-z0-9.-]*|\[[0-9a-f:]+\])(?::\d{1,5})?$/, "not a registry");

/** Rendered before the runtime's first start; systemd is the cgroup driver, as it is the kubelet's. */
export const runtimeConfigure = {
  input: z.strictObject({
    runtime: runtimeName,
    unit: unitName,
    /** Names the pause image: `kubeadm config images list` knows which one goes with this version. */
    kubernetesVersion,
    imageRepository: imageName,
    mirrors: z
      .array(
        z.strictObject({
          /** docker.io, registry.k8s.io: the registry that the image's name says. */
          registry,
          endpoints: z.array(url).min(1).max(8),
          /** Plain http, or a certificate that nobody signed. */
          insecure: z.boolean(),
        }),
      )
      .max(16),
  }),
  output: z.strictObject({ version: line }),
};

/** Every image that kubeadm will ask for is on the host afterwards; what is missing is named here, not by a time-out in init. */
export const imagesEnsure = {
  input: z.strictObject({
    runtime: runtimeName,
    criSocket: criSocketName,
    /** What `kubeadm config images list` reads: the ClusterConfiguration. */
    documents: z.array(configDocument).min(1).max(8),
    /** Of kubeadm's list, only images whose last path component is one of these; absent: all. */
    only: z.array(word).max(16).optional(),
    /** Of kubeadm's list, images that nobody will run: those of skipped addons. */
    except: z.array(word).max(16),
    /** Offline bundle: taken before anything is pulled. All of them are imported, needed by kubeadm or not. */
    archives: z.array(z.strictObject({ image: imageName, url, sha256 })).max(64),
  }),
  output: z.strictObject({ present: z.array(line), imported: z.array(line), pulled: z.array(line) }),
};

/** Flags by a drop-in of the kubelet's unit; enabled, and started by kubeadm. */
export const kubeletConfigure = {
  input: z.strictObject({
    unit: unitName,
    /** Without leading dashes: { "node-ip": "192.168.1.90" }. */
    args: z.record(z.string().regex(/^[a-z][a-z0-9-]{0,60}$/), z.string().regex(/^[A-Za-z0-9._:/,=@+-]{1,256}$/)),
  }),
  output: none,
};
