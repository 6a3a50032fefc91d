import { z } from "zod";
import { pkiFile, word } from "./grammar.ts";

/** SHA-256 of the DER SubjectPublicKeyInfo of a CA, as kubeadm's discovery pins it: "sha256:" and 64 hexadecimal digits. */
export const caCertHash = z.string().regex(/^sha256:[0-9a-f]{64}$/, "not a sha256:HEX hash of a CA's public key");

/** Without the leading v: 1.20.2. */
export const kubernetesVersion = z.string().regex(/^[1-9]\d?\.(?:0|[1-9]\d{0,2})\.(?:0|[1-9]\d{0,2})$/);

/** A document of kubeadm's configuration, without secrets; JSON is YAML, so it is written as it is. */
export const configDocument = z.looseObject({ apiVersion: word, kind: word });
export type ConfigDocument = z.infer<typeof configDocument>;

const httpsUrl = z
  .string()
  .max(256)
  .regex(/^https:\/\/(?:[a-z0-9.-]+|\[[0-9a-f:]+\]):\d{1,5}(?:\/[A-Za-z0-9/_-]*)?$/, "not an https url with a port");

/** Container image reference: registry/path/name:tag, or with a digest. */
export const imageName = z
  .string()
  .max(255)
  .regex(
    /^(?!.*(?:\.\.|\/\/|\/\.))[a-z0-9][a-zA-Z0-9._/:-]*(?::[A-Za-z0-9._-]+)?(?:@sha256:[0-9a-f]{64})?$/,
    "not an image name",
  );

/** Of a container runtime: a path, or from Kubernetes 1.24 on a unix URL. */
export const criSocketName = z.string().regex(/^(?:unix:\/\/)?(?:\/[A-Za-z0-9][A-Za-z0-9._-]*){1,10}$/, "not a socket");

export const runtimeName = z.enum(["docker", "containerd"]);
export type RuntimeName = z.infer<typeof runtimeName>;

/** The apiserver of one host, asked for itself: not through the VIP. */
export const ownApiserver = z.strictObject({ url: httpsUrl, caFile: pkiFile });

/** External etcd as one apiserver sees it: with its own client certificate. */
export const apiserverEtcd = z.strictObject({
  endpoints: z.array(httpsUrl).min(1).max(9),
  caFile: pkiFile,
  certFile: pkiFile,
  keyFile: pkiFile,
  /** What the apiserver writes below, with its slashes: /registry/. */
  prefix: z.string().regex(/^\/[a-z0-9-]+\/$/),
});
