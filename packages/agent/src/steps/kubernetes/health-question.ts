import { AppError } from "@quorate/shared/errors";
import { z } from "zod";
import type { HostFiles } from "../../host/host.ts";
import { type Answer, type askOnce, type HttpReply, peerOf, type TlsFiles } from "../http-exchange.ts";

export type Ask = typeof askOnce;

export interface Healthy {
  /** The server's clock, to the second. */
  readonly dateMs: number | undefined;
}

/** Asks one apiserver whether it is well. Rejects only with the signal's reason. */
export type AskHealth = (signal: AbortSignal, timeoutMs: number) => Promise<Answer<Healthy>>;

/** Rejects CERTIFICATE_INVALID when a file is not there. */
export async function readTls(
  files: Pick<HostFiles, "read">,
  { caFile, certFile, keyFile }: { readonly caFile: string; readonly certFile?: string; readonly keyFile?: string },
): Promise<TlsFiles> {
  const read = async (path: string): Promise<string> => {
    const text = await files.read(path);
    if (text === undefined) throw new AppError("CERTIFICATE_INVALID", `${path} is not there`);
    return text;
  };
  const ca = await read(caFile);
  if (certFile === undefined || keyFile === undefined) return { ca };
  return { ca, cert: await read(certFile), key: await read(keyFile) };
}

/** Without a path in the url /readyz; an apiserver before 1.16 lets nobody ask that, and has /healthz. */
export function apiserverHealth(ask: Ask, url: string, tls: TlsFiles): AskHealth {
  const { peer, path } = peerOf(url, tls);
  let current = path === "/" ? "/readyz" : path;
  const once = (signal: AbortSignal, timeoutMs: number) => ask(peer, { path: current, timeoutMs }, signal);
  return async (signal, timeoutMs) => {
    const first = await once(signal, timeoutMs);
    if (!first.ok || !(path === "/" && current === "/readyz" && isUnknownPath(first.value))) return judged(first);
    current = "/healthz";
    return judged(await once(signal, timeoutMs));
  };
}

/** RBAC of 1.15 names the paths that everybody may ask (system:public-info-viewer), and knows no /readyz. */
function isUnknownPath({ status }: HttpReply): boolean {
  return status === 403 || status === 404;
}

function judged(reply: Answer<HttpReply>): Answer<Healthy> {
  if (!reply.ok) return reply;
  const { status, text, dateMs } = reply.value;
  return status === 200
    ? { ok: true, value: { dateMs } }
    : { ok: false, problem: `HTTP ${status}: ${failedChecks(text)}` };
}

/** An apiserver that is not ready lists its checks; those that fail begin with [-]. */
function failedChecks(text: string): string {
  const failed = text.split("\n").filter((line) => line.startsWith("[-]"));
  return (failed.length > 0 ? failed.join(", ") : text.trim()).slice(0, 300);
}

const etcdAnswer = z.object({ health: z.coerce.string(), reason: z.string().optional() });

/** etcd's own word, which it gives only with a leader and a quorum. */
export async function etcdHealth(
  ask: Ask,
  endpoint: string,
  tls: TlsFiles,
  signal: AbortSignal,
  timeoutMs: number,
): Promise<Answer<true>> {
  const reply = await ask(peerOf(endpoint, tls).peer, { path: "/health", timeoutMs }, signal);
  if (!reply.ok) return reply;
  const health = parseHealth(reply.value.text);
  if (health?.health === "true") return { ok: true, value: true };
  return {
    ok: false,
    problem: health?.reason || `HTTP ${reply.value.status}: ${reply.value.text.trim().slice(0, 200)}`,
  };
}

function parseHealth(text: string): z.infer<typeof etcdAnswer> | undefined {
  try {
    return etcdAnswer.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}
