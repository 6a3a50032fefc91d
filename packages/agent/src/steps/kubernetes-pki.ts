import { createPublicKey, X509Certificate } from "node:crypto";
import { caHash, publicKeyHash } from "@quorate/shared/ca-hash";
import { AppError } from "@quorate/shared/errors";
import type { StepInput } from "@quorate/shared/step/contract";
import type { Drift } from "@quorate/shared/step/outcome";
import type { HostFiles } from "../host/host.ts";
import type { ApplyHandler } from "./handler.ts";
import { accessDrift, fileDrift, filesDrift, type ManagedFile, managedFile, writeManagedFile } from "./managed-file.ts";

type Input = StepInput<"kubernetes.pki">;
type KeyFile = Input["secretFiles"][number];

/** The CAs and keys that all control-plane hosts share. Another cluster's are never overwritten. */
export const kubernetesPki: ApplyHandler<"kubernetes.pki"> = {
  type: "apply",
  probe: async (input, { host: { files } }) => {
    await refuseOtherCluster(input, files);
    const keys = await Promise.all(input.secretFiles.map((file) => keyDrift(files, file)));
    return [...(await filesDrift(files, certificates(input))), ...keys.flat()];
  },
  apply: async (input, ctx) => {
    const { files } = ctx.host;
    await refuseOtherCluster(input, files);
    for (const file of certificates(input)) {
      ctx.signal.throwIfAborted();
      if ((await fileDrift(files, file)).length > 0) await writeManagedFile(files, file);
    }
    for (const file of input.secretFiles) {
      ctx.signal.throwIfAborted();
      const text = ctx.secret(file.secret).reveal();
      if ((await keyDrift(files, file)).length > 0)
        await writeManagedFile(files, managedFile(file.path, text, keyMode));
    }
    return {};
  },
};

/** The modes that kubeadm itself gives: certificates for everybody, keys for root. No text of any is ever shown. */
const keyMode = 0o600;

function certificates({ publicFiles }: Input): readonly ManagedFile[] {
  return publicFiles.map(({ path, text }) => ({ ...managedFile(path, text), secret: true }));
}

/** Whose key a file holds is told by its public half, so that a look needs no secret. */
async function keyDrift(files: HostFiles, { path, publicHash }: KeyFile): Promise<readonly Drift[]> {
  const pem = await files.read(path);
  if (pem === undefined) return [{ what: path, have: "absent", want: "present" }];
  const drift = isKeyOf(pem, publicHash) ? [] : [{ what: path, have: "another key", want: "the key of the plan" }];
  return [...drift, ...(await accessDrift(files, { path, mode: keyMode, owner: "root" }))];
}

function isKeyOf(pem: string, publicHash: string): boolean {
  try {
    return publicKeyHash(createPublicKey(pem)) === publicHash;
  } catch {
    return false;
  }
}

async function refuseOtherCluster(input: Input, files: HostFiles): Promise<void> {
  const own = input.publicFiles.find(({ path }) => path === input.caFile);
  if (own && hashOf(own.text) !== input.caHash) {
    throw new AppError("STEP_INPUT_INVALID", `the CA that the plan gives for ${input.caFile} is not the one it names`);
  }
  const found = await files.read(input.caFile);
  if (found === undefined) return refuseOtherKeys(input, files);
  const hash = hashOf(found);
  if (hash === input.caHash) return;
  throw new AppError(
    "KUBERNETES_CA_MISMATCH",
    `${input.caFile} ${hash === undefined ? "is no certificate" : `is another cluster's CA (${hash})`}; this cluster's is ${input.caHash}; nothing was touched`,
  );
}

/** Keys without their CA's certificate may be all that is left of a cluster: they are nobody's to overwrite. */
async function refuseOtherKeys(input: Input, files: HostFiles): Promise<void> {
  const others: string[] = [];
  for (const { path, publicHash } of input.secretFiles) {
    const found = await files.read(path);
    if (found !== undefined && !isKeyOf(found, publicHash)) others.push(path);
  }
  if (others.length === 0) return;
  throw new AppError(
    "KUBERNETES_CA_MISMATCH",
    `${input.caFile} is absent, and there are keys that are not this cluster's: ${others.join(", ")}; nothing was touched`,
    { hint: "move them away if nobody needs them, then run `coordinator bootstrap` again" },
  );
}

function hashOf(pem: string): string | undefined {
  try {
    return caHash(new X509Certificate(pem));
  } catch {
    return undefined;
  }
}
