import { AppError } from "@quorate/shared/errors";
import { maskSecrets } from "@quorate/shared/secret-shapes";
import { journalUnits } from "@quorate/shared/step/journal";
import type { ArchiveFile } from "../report/archive.ts";
import type { Look } from "../report/look.ts";
import { resourceText } from "../report/resource-text.ts";
import { resourceKinds, resourceNames } from "../report/resources/kinds.ts";
import type { ResourceInput } from "../report/resources/resource.ts";
import type { AdminClient } from "../rpc/admin-client.ts";
import { healthChecks } from "../rpc/health-checks.ts";
import { readEverything } from "./read-everything.ts";
import type { SpecFile } from "./spec-file.ts";

export interface SupportWish {
  readonly version: string;
  readonly spec?: Pick<SpecFile, "name" | "text">;
  /** Of each unit's journal on each host. */
  readonly lines: number;
  readonly look: Look;
}

type SupportClient = Pick<AdminClient, "status" | "events" | "readLogs">;

/** What somebody needs who was not there, and no secret: every text is masked once more on its way in. */
export async function supportFiles(client: SupportClient, wish: SupportWish): Promise<readonly ArchiveFile[]> {
  const everything = await readEverything(client);
  const logs = await logFiles(client, everything, wish.lines);
  const files = [...plainFiles(everything, wish), ...logs];
  return files.map(({ path, text }) => ({ path: `support/${path}`, text: maskSecrets(text) }));
}

function plainFiles(everything: ResourceInput, { version, spec, look }: SupportWish): readonly ArchiveFile[] {
  const { status, records } = everything;
  const lists = resourceNames.map((kind) => ({
    path: `${kind}.txt`,
    text: page(resourceText(resourceKinds[kind](everything), "wide", look, false)),
  }));
  const agents = status.hosts.map(({ name, agentVersion = "<unknown>" }) => `agent on ${name}: ${agentVersion}`);
  return [
    {
      path: "versions.txt",
      text: page([`coordinator: ${status.coordinator.version}`, `command: ${version}`, ...agents]),
    },
    ...(spec ? [{ path: "cluster.yaml", text: spec.text }] : []),
    { path: "status.json", text: page([JSON.stringify(status, null, 2)]) },
    { path: "health.json", text: page([JSON.stringify(healthChecks(status), null, 2)]) },
    { path: "facts.json", text: page(resourceText(resourceKinds.hosts(everything), "json", look, false)) },
    { path: "events.jsonl", text: page(records.map((record) => JSON.stringify(record))) },
    ...lists,
  ];
}

/** A host that does not answer has a file that says so, like a unit that is not there. */
async function logFiles(
  client: SupportClient,
  { status }: ResourceInput,
  lines: number,
): Promise<readonly ArchiveFile[]> {
  const files = status.hosts.map(async ({ name }) => {
    const read: ArchiveFile[] = [];
    // One unit after the other: a host that has trouble is not to be asked eight things at once.
    for (const unit of journalUnits) {
      const text = await journalText(client, { host: name, unit, lines, after: "" });
      if (text !== "") read.push({ path: `logs/${name}/${unit.replace(".service", ".log")}`, text });
    }
    return read;
  });
  return (await Promise.all(files)).flat();
}

async function journalText(client: SupportClient, wish: Parameters<SupportClient["readLogs"]>[0]): Promise<string> {
  try {
    const { lines } = await client.readLogs(wish);
    return lines.length === 0 ? "" : page(lines);
  } catch (error) {
    const { code, message } = AppError.from(error);
    return page([`not read: ${code}: ${message}`]);
  }
}

const page = (lines: readonly string[]): string => `${lines.join("\n")}\n`;
