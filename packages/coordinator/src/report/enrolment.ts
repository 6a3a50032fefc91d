import type { Look } from "./look.ts";
import { paint, symbols } from "./look.ts";
import { table } from "./table.ts";
import { enrolWords } from "./words/enrol-words.ts";

/** What a new host needs to be let in. The token is shown once, to the operator who asked for it. */
export interface Enrolment {
  readonly host: string;
  readonly token: string;
  /** sha256:… of the CA certificate that the host pins. */
  readonly caHash: string;
  /** IP:PORT of the enrol listener. */
  readonly coordinator: string;
  /** RFC 3339. */
  readonly expiresAt: string;
}

/**
 * The one command to run on the host, as root. On one line, to be copied; named, because its own name may still be another.
 * The token goes by a pipe: an argument can be read by every user of the host, and echo is part of the shell itself.
 */
export function enrolCommand({ host, coordinator, token, caHash }: Enrolment): string {
  return `echo ${token} | quorate-agent enroll --coordinator ${coordinator} --ca-hash ${caHash} --host ${host} --token-file -`;
}

export function enrolLines(enrolment: Enrolment, look: Look): readonly string[] {
  const until = enrolment.expiresAt.slice(11, 19);
  return [
    enrolWords[look.language].asRoot(paint(look, "strong", enrolment.host), until),
    `  ${enrolCommand(enrolment)}`,
  ];
}

export interface AwaitedHost {
  readonly host: string;
  readonly state: "connected" | "enrolled" | "unknown";
}

/** Which agents are there and which are waited for, one line per host. */
export function awaitedHosts(hosts: readonly AwaitedHost[], look: Look): readonly string[] {
  const draw = symbols(look);
  const { agent } = enrolWords[look.language];
  const words = {
    connected: [paint(look, "good", draw.done), agent.connected],
    enrolled: [paint(look, "busy", draw.busy), agent.enrolled],
    unknown: [paint(look, "faint", draw.waiting), agent.unknown],
  } as const;
  const [, ...lines] = table(
    [{ title: "" }, { title: "" }],
    hosts.map(({ host, state }) => [`${words[state][0]} ${host}`, words[state][1]]),
  );
  return lines;
}
