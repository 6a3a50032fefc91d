import { AppError } from "@quorate/shared/errors";
import type { Secret } from "@quorate/shared/secret";
import { z } from "zod";
import type { StepContext } from "../handler.ts";
import { Kubectl, type KubectlOptions } from "../kubernetes/kubectl.ts";
import { type BootstrapToken, parseToken } from "./config-file.ts";
import { type Redact, redactedError, redactor } from "./redact.ts";

const namespace = "kube-system";

/** The token of this run as an object of the cluster (bootstrap.kubernetes.io/token, kubernetes.io/docs: bootstrap-tokens). */
export interface TokenSecret {
  readonly kubectl: Kubectl;
  readonly signal: AbortSignal;
  readonly token: BootstrapToken;
  readonly redact: Redact;
}

export function tokenSecret(ctx: StepContext, kubeconfig: string, token: Secret<string>): TokenSecret {
  const kubectl = new Kubectl(ctx, kubeconfig);
  return { kubectl, signal: ctx.signal, token: parseToken(token), redact: redactor([token]) };
}

/** Public: the id is the user name of the token, not a part of its secret. */
export function secretName({ token }: TokenSecret): string {
  return `bootstrap-token-${token.id}`;
}

export interface FoundToken {
  /** Opens the door with this run's token. */
  readonly good: boolean;
  /** Milliseconds since 1970; undefined for a token that never expires. */
  readonly expiresMs: number | undefined;
}

/** Not Kubectl.get: it shows the beginning of an answer that it does not understand. */
const get = ["get", "--output=json", "--ignore-not-found"];
const shape = z.looseObject({ data: z.record(z.string(), z.string()).optional() });

/** Undefined when the cluster has no such Secret. */
export async function readTokenSecret(secret: TokenSecret): Promise<FoundToken | undefined> {
  const text = await run(secret, [...get, `--namespace=${namespace}`, "secret", "--", secretName(secret)]);
  if (text.trim() === "") return undefined;
  const data = parse(shape, text)?.data ?? {};
  const field = (name: string) => Buffer.from(data[name] ?? "", "base64").toString("utf8");
  const expiration = field("expiration");
  return {
    good: Object.entries(wantedFields(secret.token)).every(([name, value]) => field(name) === value),
    expiresMs: expiration === "" ? undefined : Date.parse(expiration),
  };
}

/** What kubeadm itself writes (v1.20 cmd/kubeadm/app/apis/kubeadm/v1beta2/bootstraptokenhelpers.go). */
function wantedFields({ id, secret }: BootstrapToken): Readonly<Record<string, string>> {
  return {
    "token-id": id,
    "token-secret": secret,
    "usage-bootstrap-authentication": "true",
    "usage-bootstrap-signing": "true",
    "auth-extra-groups": "system:bootstrappers:kubeadm:default-node-token",
  };
}

/** `create` or, where one is there, `replace`: apply would keep a second copy of the token in an annotation. */
export async function writeTokenSecret(
  secret: TokenSecret,
  verb: "create" | "replace",
  untilMs: number,
): Promise<void> {
  const expiration = new Date(untilMs).toISOString().replace(/\.\d+Z$/, "Z");
  const object = {
    apiVersion: "v1",
    kind: "Secret",
    type: "bootstrap.kubernetes.io/token",
    metadata: { name: secretName(secret), namespace },
    stringData: { ...wantedFields(secret.token), expiration },
  };
  await run(secret, [verb, "--filename=-"], { input: JSON.stringify(object) });
}

export async function deleteTokenSecret(secret: TokenSecret): Promise<void> {
  await run(secret, ["delete", "--ignore-not-found", `--namespace=${namespace}`, "secret", "--", secretName(secret)]);
}

/** The controller-manager's signature of cluster-info for this token: without it nobody can join by it. */
export async function isSigned(secret: TokenSecret): Promise<boolean> {
  const text = await run(secret, [...get, "--namespace=kube-public", "configmap", "--", "cluster-info"]);
  if (text.trim() === "") {
    throw new AppError(
      "KUBEADM_FAILED",
      "the ConfigMap cluster-info in kube-public is gone: no host can join without",
      {
        hint: "on a control-plane host: kubeadm init phase bootstrap-token",
      },
    );
  }
  return parse(shape, text)?.data?.[`jws-kubeconfig-${secret.token.id}`] !== undefined;
}

/** stdout. What kubectl says when it fails may hold the object that it was given. */
async function run(
  { kubectl, signal, redact }: TokenSecret,
  args: readonly string[],
  options: KubectlOptions = {},
): Promise<string> {
  try {
    return await kubectl.run(args, options);
  } catch (error) {
    signal.throwIfAborted();
    throw redactedError(error, redact);
  }
}

function parse<T>(as: z.ZodType<T>, text: string): T | undefined {
  try {
    return as.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}
