import { Agent, get } from "node:https";
import { createSecureContext } from "node:tls";

export interface TlsPair {
  readonly ca: string;
  readonly cert: string;
  readonly key: string;
}

export interface Watched {
  readonly addresses: readonly string[];
  readonly port: number;
  readonly pair: TlsPair;
  readonly limitMs: number;
}

const askAgainMs = 5;

/**
 * Resolves when every member has answered healthy: with that moment on this machine's monotonic clock, nanoseconds.
 * etcd's /health does a linearizable read, so only a member with a quorum says "true" (3.4 and 3.5, etcdhttp's checkHealth).
 */
export async function untilHealthy(watched: Watched): Promise<bigint> {
  const { ca, cert, key } = watched.pair;
  const secureContext = createSecureContext({ ca, cert, key });
  const signal = AbortSignal.timeout(watched.limitMs);
  // One connection each, kept: a handshake for every question would load the machine that is being measured.
  const agents = watched.addresses.map(() => new Agent({ secureContext, keepAlive: true, maxSockets: 1 }));
  try {
    await Promise.all(
      watched.addresses.map((host, index) => firstHealthy({ host, port: watched.port, agent: agents[index], signal })),
    );
    return process.hrtime.bigint();
  } finally {
    for (const agent of agents) agent.destroy();
  }
}

interface Question {
  readonly host: string;
  readonly port: number;
  readonly agent: Agent | undefined;
  readonly signal: AbortSignal;
}

async function firstHealthy(question: Question): Promise<void> {
  while (!(await healthy(question))) {
    if (question.signal.aborted) throw new Error(`${question.host} did not become healthy in time`);
    await new Promise((resolve) => setTimeout(resolve, askAgainMs));
  }
}

/** A port that is closed, an answer that is no: all the same, not yet. */
function healthy({ host, port, agent, signal }: Question): Promise<boolean> {
  return new Promise((resolve) => {
    const request = get({ host, port, path: "/health", agent, signal }, (response) => {
      let text = "";
      response.setEncoding("utf8").on("data", (chunk: string) => {
        text += chunk;
      });
      response.on("end", () => resolve(response.statusCode === 200 && /"health":\s*"?true/.test(text)));
      response.on("error", () => resolve(false));
    });
    request.on("error", () => resolve(false));
  });
}
