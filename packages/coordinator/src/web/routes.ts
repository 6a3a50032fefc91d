import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { cpuUsage, memoryUsage, uptime } from "node:process";
import type { Clock } from "@quorate/shared/clock";
import { AppError } from "@quorate/shared/errors";
import type { Language } from "@quorate/shared/language";
import type { Logger } from "@quorate/shared/log";
import type { CoordinatorView } from "../rpc/coordinator-view.ts";
import type { Access } from "./access.ts";
import { resumePoint, type StreamWish, streamEvents } from "./event-stream.ts";
import { metricsContentType, metricsText } from "./metrics/metrics-text.ts";
import { shownEvents } from "./page/event-section.ts";
import { pagePolicy, statusPage } from "./page/page.ts";
import { pageData, shownRun } from "./page/page-data.ts";
import type { StoryShelf } from "./story/story-shelf.ts";
import { chooseLanguage } from "./words/choose-words.ts";

export interface WebParts {
  readonly view: CoordinatorView;
  readonly shelf: StoryShelf;
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
  "/": showPage,
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

function showPage({ view, shelf }: WebParts, request: IncomingMessage, url: URL): Answer {
  const asked = url.searchParams.get("run");
  const state = view.state();
  const run = shownRun(state, asked);
  if (asked !== null && !run) return text(404, "there is no such run\n");
  const data = pageData({
    ...{ state, status: view.status(), unready: view.unready() },
    story: run && shelf.story(run.run, run.since),
    events: [...view.log.read(Math.max(0, view.log.lastSeq - shownEvents))],
  });
  const language = languageOf(request, url);
  return {
    ...{ status: 200, type: "text/html; charset=utf-8", body: statusPage(data, language, { run: asked }) },
    headers: { "content-security-policy": pagePolicy, vary: "accept-language" },
  };
}

const languageOf = ({ headers }: IncomingMessage, { searchParams }: URL): Language =>
  chooseLanguage(searchParams.get("lang"), headers["accept-language"]);

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
    respond(parts, request, response).then(
      () => undefined,
      (error: unknown) => {
        parts.logger.error({ error: AppError.from(error), path: request.url }, "request not answered");
        if (response.headersSent) response.destroy();
        else send(response, text(500, "the coordinator could not answer; its log says why\n"), false);
      },
    );
  };
}

async function respond(parts: WebParts, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const said = await answer(parts, request);
  if ("body" in said) return send(response, said, request.method === "HEAD");
  response.writeHead(200, { ...everywhere, "content-type": "text/event-stream" });
  if (request.method === "HEAD") response.end();
  else await streamEvents(parts, response, said);
}

/** An answer, or what a stream of events is to be. */
async function answer(parts: WebParts, request: IncomingMessage): Promise<Answer | StreamWish> {
  const { method = "", url: target = "" } = request;
  if (method !== "GET" && method !== "HEAD") return { ...text(405, "only GET\n"), headers: { allow: "GET, HEAD" } };
  const url = URL.parse(`http://coordinator${target}`);
  if (!url) return text(400, "this is no path\n");
  const free = open[url.pathname];
  if (free) return free(parts, request, url);
  if (!parts.access.admits(request.headers)) return refusal(parts.access);
  if (url.pathname === "/events") {
    return { since: resumePoint(request, url) ?? parts.view.log.lastSeq, language: languageOf(request, url) };
  }
  return (await closed[url.pathname]?.(parts, request, url)) ?? text(404, "there is nothing here\n");
}

function refusal({ asksForToken }: Access): Answer {
  if (!asksForToken) return text(403, "ask for it by the name localhost or a loopback address\n");
  const challenge = 'Basic realm="quorate, the token is the password", charset="UTF-8"';
  return { ...text(401, "bring the token\n"), headers: { "www-authenticate": challenge } };
}

const everywhere: Readonly<Record<string, string>> = {
  "cache-control": "no-store",
  "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "cross-origin-resource-policy": "same-origin",
};

function send(response: ServerResponse, { status, type, body, headers = {} }: Answer, headOnly: boolean): void {
  const length = Buffer.byteLength(body);
  response.writeHead(status, { ...everywhere, "content-type": type, "content-length": length, ...headers });
  response.end(headOnly ? undefined : body);
}
