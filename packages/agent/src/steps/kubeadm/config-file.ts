import { AppError } from "@quorate/shared/errors";
import type { Secret } from "@quorate/shared/secret";
import type { ConfigDocument } from "@quorate/shared/step/kubernetes-grammar";
import { z } from "zod";
import type { HostFiles } from "../../host/host.ts";
import { runDirectory } from "./paths.ts";

/** kubeadm's own grammar (BootstrapTokenPattern): public id, dot, secret. */
const tokenPattern = /^([a-z0-9]{6})\.([a-z0-9]{16})$/;

export interface BootstrapToken {
  /** Public: it names a Secret object and a key of cluster-info. */
  readonly id: string;
  readonly secret: string;
}

export function parseToken(token: Secret<string>): BootstrapToken {
  const [, id, secret] = tokenPattern.exec(token.reveal()) ?? [];
  if (id !== undefined && secret !== undefined) return { id, secret };
  throw new AppError("STEP_INPUT_INVALID", "the bootstrap token does not have the form abcdef.0123456789abcdef");
}

/** Puts the token into the InitConfiguration: joins of this run use it, and it dies by itself. */
export function initConfig(
  documents: readonly ConfigDocument[],
  token: Secret<string>,
  ttlSeconds: number,
): readonly ConfigDocument[] {
  parseToken(token);
  const bootstrapTokens = [{ token: token.reveal(), ttl: `${ttlSeconds}s` }];
  return withDocument(documents, "InitConfiguration", (document) => ({ ...document, bootstrapTokens }));
}

const joinShape = z.looseObject({
  discovery: z.looseObject({ bootstrapToken: z.looseObject({}) }),
});

export function joinConfig(documents: readonly ConfigDocument[], token: Secret<string>): readonly ConfigDocument[] {
  parseToken(token);
  return withDocument(documents, "JoinConfiguration", (document) => {
    const parsed = joinShape.safeParse(document);
    if (!parsed.success) {
      throw new AppError("STEP_INPUT_INVALID", "the JoinConfiguration has no discovery.bootstrapToken");
    }
    const { discovery } = parsed.data;
    const bootstrapToken = { ...discovery.bootstrapToken, token: token.reveal() };
    return { ...document, discovery: { ...discovery, bootstrapToken } };
  });
}

function withDocument(
  documents: readonly ConfigDocument[],
  kind: string,
  change: (document: ConfigDocument) => ConfigDocument,
): readonly ConfigDocument[] {
  if (!documents.some((document) => document.kind === kind)) {
    throw new AppError("STEP_INPUT_INVALID", `the documents for kubeadm hold no ${kind}`);
  }
  return documents.map((document) => (document.kind === kind ? change(document) : document));
}

/** JSON is YAML, so each document is written as it is. */
export function configText(documents: readonly ConfigDocument[]): string {
  return documents.map((document) => `---\n${JSON.stringify(document, null, 2)}\n`).join("");
}

export const configFiles = {
  init: `${runDirectory}/kubeadm-init.yaml`,
  join: `${runDirectory}/kubeadm-join.yaml`,
} as const;

/** The file is there for as long as the work takes, for root only. What a killed agent left goes with the next attempt, or with the next boot. */
export async function withConfigFile<T>(
  files: HostFiles,
  path: string,
  text: string,
  work: () => Promise<T>,
): Promise<T> {
  await files.makeDirectory(runDirectory, { mode: 0o700 });
  await files.write(path, text, { mode: 0o600 });
  try {
    return await work();
  } finally {
    await files.remove(path);
  }
}
