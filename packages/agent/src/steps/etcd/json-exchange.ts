import { request as plainRequest } from "node:http";
import { Agent, request as tlsRequest } from "node:https";
import { createSecureContext } from "node:tls";

/** Three PEM texts. */
export interface TlsPair {
  readonly ca: string;
  readonly cert: string;
  readonly key: string;
}

export interface JsonPeer {
  readonly host: string;
  readonly port: number;
  /** Without it plain HTTP. */
  readonly pair?: TlsPair;
}

export type Answer<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problem: string };

/** etcd itself gives up a read without a leader after 7 s; a port that accepts and stays silent is asked again sooner. */
const timeoutMs = 2_000;
const maxBytes = 65_536;
const agents = new WeakMap<TlsPair, Agent>();

/**
 * One JSON question, one JSON answer. Whatever goes wrong on the way, an HTTP error included, is an answer too: "not yet" is
 * what the caller waits through. Rejects only with the signal's reason.
 */
export async function exchange(
  peer: JsonPeer,
  path: string,
  signal: AbortSignal,
  body?: object,
): Promise<Answer<unknown>> {
  signal.throwIfAborted();
  try {
    return await send(peer, path, AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]), body);
  } catch (error) {
    signal.throwIfAborted();
    return { ok: false, problem: problemOf(error) };
  }
}

function send(peer: JsonPeer, path: string, signal: AbortSignal, body: object | undefined): Promise<Answer<unknown>> {
  return new Promise((resolve, reject) => {
    const options = { host: peer.host, port: peer.port, path, signal, method: body ? "POST" : "GET" };
    const request = peer.pair
      ? tlsRequest({ ...options, agent: agentOf(peer.pair) })
      : plainRequest({ ...options, agent: false });
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
      response.once("end", () => resolve(parse(response.statusCode ?? 0, Buffer.concat(chunks).toString("utf8"))));
    });
    request.end(body ? JSON.stringify(body) : undefined);
  });
}

function parse(status: number, text: string): Answer<unknown> {
  if (status !== 200) return { ok: false, problem: `HTTP ${status}: ${text.trim().slice(0, 200)}` };
  try {
    return { ok: true, value: JSON.parse(text) };
  } catch {
    return { ok: false, problem: `answers no JSON: ${text.slice(0, 100)}` };
  }
}

/** One connection per question. Parsing three PEM texts costs more than the question, and a member is asked a hundred times a second. */
function agentOf(pair: TlsPair): Agent {
  const known = agents.get(pair);
  if (known) return known;
  const secureContext = createSecureContext({ ca: pair.ca, cert: pair.cert, key: pair.key, minVersion: "TLSv1.2" });
  const made = new Agent({ secureContext, keepAlive: false, maxCachedSessions: 0 });
  agents.set(pair, made);
  return made;
}

function problemOf(error: unknown): string {
  if (error instanceof Error && error.name === "TimeoutError") return `no answer within ${timeoutMs} ms`;
  return error instanceof Error ? error.message || error.name : String(error);
}
