import { type Answer, askOnce, peerOf, type TlsFiles } from "../http-exchange.ts";

/** Three PEM texts. */
export interface TlsPair extends TlsFiles {
  readonly cert: string;
  readonly key: string;
}

export interface JsonPeer {
  readonly host: string;
  readonly port: number;
  /** Without it plain HTTP. */
  readonly pair?: TlsPair;
  /** Milliseconds until there must be an answer; 2,000 unless given. */
  readonly timeoutMs?: number;
}

/** etcd itself gives up a read without a leader after 7 s; a port that accepts and stays silent is asked again sooner. */
const usualTimeoutMs = 2_000;

/** One JSON question, one JSON answer. An HTTP error, too, is only a problem. Rejects only with the signal's reason. */
export async function exchange(
  { host, port, pair, timeoutMs = usualTimeoutMs }: JsonPeer,
  path: string,
  signal: AbortSignal,
  body?: object,
): Promise<Answer<unknown>> {
  const question = { path, timeoutMs, ...(body ? { body: JSON.stringify(body) } : {}) };
  const reply = await askOnce({ host, port, ...(pair ? { tls: pair } : {}) }, question, signal);
  return reply.ok ? parse(reply.value.status, reply.value.text) : reply;
}

function parse(status: number, text: string): Answer<unknown> {
  if (status !== 200) return { ok: false, problem: `HTTP ${status}: ${text.trim().slice(0, 200)}` };
  try {
    return { ok: true, value: JSON.parse(text) };
  } catch {
    return { ok: false, problem: `answers no JSON: ${text.slice(0, 100)}` };
  }
}

/** One question by POST to the JSON gateway of the member that has this client URL. */
export type AskEtcd = (
  clientUrl: string,
  path: string,
  pair: TlsPair,
  body: object,
  signal: AbortSignal,
) => Promise<Answer<unknown>>;

export const askEtcd: AskEtcd = (clientUrl, path, pair, body, signal) => {
  const { host, port } = peerOf(clientUrl, pair).peer;
  return exchange({ host, port, pair }, path, signal, body);
};
