import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { cpuUsage, memoryUsage, uptime } from "node:process";
import type { Clock } from "@quorate/shared/clock";
import { AppError } from "@quorate/shared/errors";
import type { Logger } from "@quorate/shared/log";
import type { CoordinatorView } from "../rpc/coordinator-view.ts";
import type { Access } from "./access.ts";
import { metricsContentType, metricsText } from "./metrics/metrics-text.ts";

export interface WebParts {
  readonly view: CoordinatorView;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly access: Access;
}

export interface Answer {
  readonly status: number;
  readonly type: string;
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
}

type Route = (parts: WebParts, request: IncomingMessage, url: URL) => Answer | Promise<Answer>;

const text = (status: number, body: string): Answer => ({ status, type: "text/plain; charset=utf-8", body });

/** Load balancers and kubelets ask without a token; the answer says nothing but yes or no to them. */
const open: Readonly<Record<string, Route>> = {
  "/healthz": () => text(200, "ok\n"),
  "/readyz": ({ view, access }) => {
    const problems = view.unready();
    if (problems.length === 0) return text(200, "ok\n");
    return text(503, access.asksForToken ? "not ready\n" : `not ready: ${problems.join("; ")}\n`);
  },
};

const closed: Readonly<Record<string, Route>> = {
  "/metrics": async ({ view, clock }) => {
    const body = await metricsText({
      status: view.status(),
      state: view.state(),
      logBytes: view.logBytes(),
      process: processSample(clock),
    });
    return { status: 200, type: metricsContentType, body };
  },
};

function processSample(clock: Clock) {
  const { user, system } = cpuUsage();
  return {
    cpuSeconds: (user + system) / 1e6,
    residentBytes: memoryUsage.rss(),
    startedAt: Math.round(clock.wallMs() / 1_000 - uptime()),
  };
}

/** Answers everything there is to ask; nothing can be changed through it. */
export function requestListener(parts: WebParts): RequestListener {
  return (request, response) => {
    answer(parts, request).then(
      (said) => send(response, said, request.method === "HEAD"),
      (error: unknown) => {
        parts.logger.error({ error: AppError.from(error), path: request.url }, "request not answered");
        send(response, text(500, "the coordinator could not answer; its log says why\n"), false);
      },
    );
  };
}

async function answer(parts: WebParts, request: IncomingMessage): Promise<Answer> {
  const { method = "", url: target = "" } = request;
  if (method !== "GET" && method !== "HEAD") return { ...text(405, "only GET\n"), headers: { allow: "GET, HEAD" } };
  const url = URL.parse(target, "http://coordinator");
  if (!url) return text(400, "this is no path\n");
  const free = open[url.pathname];
  if (free) return free(parts, request, url);
  if (!parts.access.admits(request.headers)) return refusal(parts.access);
  return (await closed[url.pathname]?.(parts, request, url)) ?? text(404, "there is nothing here\n");
}

function refusal({ asksForToken }: Access): Answer {
  if (!asksForToken) return text(403, "ask for it by the name localhost or a loopback address\n");
  const challenge = 'Basic realm="quorate, the token is the password", charset="UTF-8"';
  return { ...text(401, "bring the token\n"), headers: { "www-authenticate": challenge } };
}

function send(response: ServerResponse, { status, type, body, headers = {} }: Answer, headOnly: boolean): void {
  response.writeHead(status, {
    "content-type": type,
    "content-length": Buffer.byteLength(body),
    "cache-control": "no-store",
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-resource-policy": "same-origin",
    ...headers,
  });
  response.end(headOnly ? undefined : body);
}
