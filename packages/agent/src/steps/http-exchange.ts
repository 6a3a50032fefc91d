import { Agent, request as tlsRequest } from "node:https";
import { createSecureContext } from "node:tls";
import { httpRequest } from "../host/http-request.ts";

/** Whom to trust, and with cert and key who to be: PEM texts. */
export interface TlsFiles {
  readonly ca: string;
  readonly cert?: string;
  readonly key?: string;
}

export interface HttpPeer {
  readonly host: string;
  readonly port: number;
  /** Without it plain HTTP. */
  readonly tls?: TlsFiles;
}

export interface HttpQuestion {
  readonly path: string;
  /** Sent by POST; without it GET. */
  readonly body?: string;
  readonly timeoutMs: number;
}

export interface HttpReply {
  readonly status: number;
  readonly text: string;
  /** The server's clock, to the second. */
  readonly dateMs: number | undefined;
}

export type Answer<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problem: string };

/** A Node that tells of many images is the largest answer that is asked for. */
const maxBytes = 1_048_576;
const agents = new WeakMap<TlsFiles, Agent>();

/**
 * One question over a connection of its own. Whatever goes wrong on the way is an answer too: "not yet" is what the caller
 * waits through. An HTTP status is a reply. Rejects only with the signal's reason.
 */
export async function askOnce(peer: HttpPeer, question: HttpQuestion, signal: AbortSignal): Promise<Answer<HttpReply>> {
  signal.throwIfAborted();
  try {
    const limited = AbortSignal.any([signal, AbortSignal.timeout(question.timeoutMs)]);
    return { ok: true, value: await send(peer, question, limited) };
  } catch (error) {
    signal.throwIfAborted();
    return { ok: false, problem: problemOf(error, question.timeoutMs) };
  }
}

/** Peer and path of an https url; brackets of an IPv6 address belong to the url only. */
export function peerOf(url: string, tls: TlsFiles): { readonly peer: HttpPeer; readonly path: string } {
  const { hostname, port, pathname } = new URL(url);
  const host = hostname.replace(/^\[|\]$/g, "");
  return { peer: { host, port: Number(port === "" ? "443" : port), tls }, path: pathname };
}

function send(peer: HttpPeer, { path, body }: HttpQuestion, signal: AbortSignal): Promise<HttpReply> {
  return new Promise((resolve, reject) => {
    const options = { host: peer.host, port: peer.port, path, signal, method: body === undefined ? "GET" : "POST" };
    const request = peer.tls
      ? tlsRequest({ ...options, agent: agentOf(peer.tls) })
      : httpRequest({ ...options, agent: false });
    request.once("error", reject);
    request.once("response", (response) => {
      const chunks: Buffer[] = [];
      let bytes = 0;
      response.on("data", (chunk: Buffer) => {
        bytes += chunk.length;
        if (bytes > maxBytes) request.destroy(new Error(`answers with more than ${maxBytes} bytes`));
        else chunks.push(chunk);
      });
      response.once("error", reject);
      response.once("end", () => {
        const text = Buffer.concat(chunks).toString("utf8");
        resolve({ status: response.statusCode ?? 0, text, dateMs: parseDate(response.headers.date) });
      });
    });
    request.end(body);
  });
}

/** Parsing three PEM texts costs more than the question, and a member is asked a hundred times a second. */
function agentOf(tls: TlsFiles): Agent {
  const known = agents.get(tls);
  if (known) return known;
  const secureContext = createSecureContext({ ...tls, minVersion: "TLSv1.2" });
  const made = new Agent({ secureContext, keepAlive: false, maxCachedSessions: 0 });
  agents.set(tls, made);
  return made;
}

function parseDate(text: string | undefined): number | undefined {
  const ms = text === undefined ? Number.NaN : Date.parse(text);
  return Number.isNaN(ms) ? undefined : ms;
}

function problemOf(error: unknown, timeoutMs: number): string {
  if (error instanceof Error && error.name === "TimeoutError") return `no answer within ${timeoutMs} ms`;
  return error instanceof Error ? error.message || error.name : String(error);
}
