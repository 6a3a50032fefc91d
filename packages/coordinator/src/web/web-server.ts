import { createServer as createHttpServer, type RequestListener, type Server } from "node:http";
import { createServer as createHttpsServer } from "node:https";
import type { Clock } from "@quorate/shared/clock";
import { AppError } from "@quorate/shared/errors";
import type { Logger } from "@quorate/shared/log";
import type { CoordinatorView } from "../rpc/coordinator-view.ts";
import { formatAddress, type ListenAddress } from "../rpc/listen-address.ts";
import { startListening, stopListening } from "../rpc/socket-listening.ts";
import type { ServerIdentity } from "../rpc/tls-door.ts";
import { type Access, isLoopback, loopbackAccess, tokenAccess } from "./access.ts";
import { requestListener } from "./routes.ts";
import { StoryShelf } from "./story/story-shelf.ts";

export interface WebSettings {
  readonly listen: ListenAddress;
  /** Holds the token that everybody must bring; needed where others than this machine can ask. */
  readonly tokenFile?: string;
  readonly clock: Clock;
  readonly logger: Logger;
}

export interface WebServer {
  /** http://127.0.0.1:7445, or https:// off loopback. */
  readonly url: string;
  stop(): Promise<void>;
}

export const defaultHttpAddress = "127.0.0.1:7445";

/** A few browsers and a few scrapers; whoever holds more keeps the others out for a while, not the coordinator. */
const maxConnections = 128;
const limits = { maxHeaderSize: 8 * 1_024, headersTimeout: 5_000, requestTimeout: 10_000, keepAliveTimeout: 5_000 };

/**
 * The status page, the metrics and the health endpoints. Plain HTTP on loopback; elsewhere TLS with the coordinator's own
 * certificate, and only with a token. Rejects USAGE, FILE_ACCESS_FAILED, PORT_TAKEN or UNSUPPORTED.
 */
export async function openWebServer(settings: WebSettings, view: CoordinatorView): Promise<WebServer> {
  const { listen, clock, logger } = settings;
  const local = isLoopback(listen.host);
  const answer = requestListener({
    ...{ view, clock, logger },
    access: accessOf(settings, local),
    shelf: new StoryShelf(view.log),
  });
  const server = local ? createHttpServer(limits, answer) : tlsServer(view, answer);
  server.maxConnections = maxConnections;
  const port = await startListening(server, listen, formatAddress(listen));
  const url = `${local ? "http" : "https"}://${formatAddress({ ...listen, port })}`;
  logger.info({ url }, "status page");
  return {
    url,
    stop: async () => {
      const closed = stopListening(server);
      server.closeAllConnections();
      await closed;
    },
  };
}

function accessOf({ tokenFile, listen }: WebSettings, local: boolean): Access {
  if (tokenFile !== undefined) return tokenAccess(tokenFile);
  if (local) return loopbackAccess;
  throw new AppError("USAGE", `others than this machine can ask at ${formatAddress(listen)}, and no token is set`, {
    hint: "add --http-token-file FILE, or listen on loopback and come through ssh -L 7445:127.0.0.1:7445",
  });
}

/** The certificate is renewed while the coordinator runs: each new connection is shown the one of now. */
function tlsServer(view: CoordinatorView, answer: RequestListener): Server {
  let shown = view.identity();
  const server = createHttpsServer({ ...limits, ...context(shown) }, answer);
  server.prependListener("connection", () => {
    if (view.identity() === shown) return;
    shown = view.identity();
    server.setSecureContext(context(shown));
  });
  return server;
}

const context = ({ keyPem, chainPem }: ServerIdentity) =>
  ({ key: keyPem.reveal(), cert: chainPem, minVersion: "TLSv1.2" }) as const;
