import { X509Certificate } from "node:crypto";
import { caHash } from "@quorate/shared/ca-hash";
import { AppError } from "@quorate/shared/errors";
import type { StepInput } from "@quorate/shared/step/contract";
import type { ApplyHandler, StepContext } from "./handler.ts";
import { fileDrift, filesDrift, type ManagedFile, managedFile, writeManagedFile } from "./managed-file.ts";

type Input = StepInput<"kubernetes.pki">;

/** The CAs and keys that all control-plane hosts share. Another cluster's are never overwritten. */
export const kubernetesPki: ApplyHandler<"kubernetes.pki"> = {
  type: "apply",
  probe: async (input, ctx) => {
    await refuseOtherCluster(input, ctx);
    return filesDrift(ctx.host.files, wantedFiles(input, ctx));
  },
  apply: async (input, ctx) => {
    const { files } = ctx.host;
    await refuseOtherCluster(input, ctx);
    for (const file of wantedFiles(input, ctx)) {
      ctx.signal.throwIfAborted();
      if ((await fileDrift(files, file)).length > 0) await writeManagedFile(files, file);
    }
    return {};
  },
};

/** The modes that kubeadm itself gives: certificates for everybody, keys for root. No text of any is ever shown. */
function wantedFiles(input: Input, ctx: StepContext): readonly ManagedFile[] {
  return [
    ...input.publicFiles.map(({ path, text }) => ({ ...managedFile(path, text), secret: true })),
    ...secretFiles(input, ctx),
  ];
}

function secretFiles({ secretFiles: wanted }: Input, ctx: StepContext): readonly ManagedFile[] {
  return wanted.map(({ path, secret }) => ({
    ...managedFile(path, ctx.secret(secret).reveal(), 0o600),
    secret: true,
  }));
}

async function refuseOtherCluster(input: Input, ctx: StepContext): Promise<void> {
  const own = input.publicFiles.find(({ path }) => path === input.caFile);
  if (own && hashOf(own.text) !== input.caHash) {
    throw new AppError("STEP_INPUT_INVALID", `the CA that the plan gives for ${input.caFile} is not the one it names`);
  }
  const found = await ctx.host.files.read(input.caFile);
  if (found === undefined) return refuseOtherKeys(input, ctx);
  const hash = hashOf(found);
  if (hash === input.caHash) return;
  throw new AppError(
    "KUBERNETES_CA_MISMATCH",
    `${input.caFile} ${hash === undefined ? "is no certificate" : `is another cluster's CA (${hash})`}; this cluster's is ${input.caHash}; nothing was touched`,
  );
}

/** Keys without their CA's certificate may be all that is left of a cluster: they are nobody's to overwrite. */
async function refuseOtherKeys(input: Input, ctx: StepContext): Promise<void> {
  const others: string[] = [];
  for (const { path, text } of secretFiles(input, ctx)) {
    const found = await ctx.host.files.read(path);
    if (found !== undefined && found.trim() !== text.trim()) others.push(path);
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
