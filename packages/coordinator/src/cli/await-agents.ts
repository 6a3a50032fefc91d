import { elapsedMs } from "@quorate/shared/clock";
import { AppError } from "@quorate/shared/errors";
import { clockTime } from "../report/duration.ts";
import { type AwaitedHost, awaitedHosts, enrolLines } from "../report/enrolment.ts";
import type { AdminClient } from "../rpc/admin-client.ts";
import type { ClusterStatus } from "../rpc/status.ts";
import { durationText } from "../spec/quantity.ts";
import { createEnrolment } from "./enrol-hosts.ts";
import { LiveScreen } from "./live-screen.ts";
import type { Output, Surroundings } from "./surroundings.ts";
import { runCommandWords } from "./words/run-command-words.ts";

export interface WantedHost {
  readonly name: string;
  readonly address: string;
}

export interface AwaitSettings {
  readonly client: Pick<AdminClient, "status" | "createToken">;
  readonly hosts: readonly WantedHost[];
  readonly limitMs: number;
  readonly around: Surroundings;
  /** Where to say it: standard error when standard output is for a program. */
  readonly output: Output;
  readonly signal: AbortSignal;
}

const pollMs = 500;
/** The longest life that the coordinator gives a join token. */
const longestTokenMs = 86_400_000;
const shortestTokenMs = 900_000;

/**
 * Waits until the agent of every host is connected; prints an enrol command for each host that never enrolled.
 * Rejects HOST_UNREACHABLE after the limit, and with the signal's reason.
 */
export async function awaitAgents(settings: AwaitSettings): Promise<void> {
  const { client, hosts, limitMs, around, signal } = settings;
  let seen = sight(hosts, await client.status());
  if (allConnected(seen)) return;
  if (limitMs === 0) throw notConnected(seen, limitMs, around);
  await printEnrolments(settings, seen);
  const since = around.clock.monoNs();
  const progress = new AwaitProgress(settings.output);
  try {
    while (!allConnected(seen)) {
      const leftMs = limitMs - elapsedMs(around.clock, since);
      if (leftMs <= 0) throw notConnected(seen, limitMs, around);
      progress.show(seen, leftMs);
      await around.clock.sleep(pollMs, signal);
      seen = sight(hosts, await client.status());
    }
    progress.show(seen, 0);
  } finally {
    progress.end();
  }
}

function sight(hosts: readonly WantedHost[], status: ClusterStatus): readonly AwaitedHost[] {
  return hosts.map(({ name }) => {
    const host = status.hosts.find((each) => each.name === name);
    // A host that was revoked needs a token like one that never enrolled.
    const unknown = !host || host.revoked !== undefined;
    return { host: name, state: unknown ? "unknown" : host.agent === "connected" ? "connected" : "enrolled" };
  });
}

const allConnected = (seen: readonly AwaitedHost[]): boolean => seen.every(({ state }) => state === "connected");

function notConnected(seen: readonly AwaitedHost[], limitMs: number, { environment }: Surroundings): AppError {
  const words = runCommandWords[environment.language];
  const missing = seen.filter(({ state }) => state !== "connected");
  const waited = limitMs > 0 ? durationText(limitMs) : "";
  const enrolled = missing.some(({ state }) => state === "enrolled");
  const hint = enrolled ? words.enrolledButAway : words.enrolIt;
  return new AppError("HOST_UNREACHABLE", words.notConnected(waited, missing.map(({ host }) => host).join(", ")), {
    hint,
  });
}

async function printEnrolments(
  { client, hosts, limitMs, output, around: { operator } }: AwaitSettings,
  seen: readonly AwaitedHost[],
): Promise<void> {
  const ttlMs = Math.min(longestTokenMs, Math.max(shortestTokenMs, limitMs));
  for (const { host, state } of seen) {
    if (state !== "unknown") continue;
    const address = hosts.find(({ name }) => name === host)?.address ?? "";
    const lines = enrolLines(await createEnrolment(client, { host, address, ttlMs, operator }), output.look);
    output.write(`${lines.join("\n")}\n\n`);
  }
}

/** Drawn over on a terminal; elsewhere a line for each change. */
class AwaitProgress {
  readonly #output: Output;
  readonly #screen: LiveScreen;
  #said = "";

  constructor(output: Output) {
    this.#output = output;
    this.#screen = new LiveScreen(output);
  }

  show(seen: readonly AwaitedHost[], leftMs: number): void {
    const lines = awaitedHosts(seen, this.#output.look);
    const missing = seen.filter(({ state }) => state !== "connected").length;
    if (this.#output.terminal) {
      const words = runCommandWords[this.#output.look.language];
      const wait = words.waits(missing, seen.length, clockTime(leftMs));
      this.#screen.draw([...lines, missing > 0 ? wait : words.allConnected]);
      return;
    }
    const now = lines.join("\n");
    if (now !== this.#said) this.#output.write(`${now}\n`);
    this.#said = now;
  }

  end(): void {
    this.#screen.keep();
    this.#output.write("\n");
  }
}
