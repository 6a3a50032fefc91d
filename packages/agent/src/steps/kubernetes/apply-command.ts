import { z } from "zod";
import { type Kubectl, kubectlTrouble, parseAnswer } from "./kubectl.ts";

/** How this kubectl is told to apply to this server. */
export interface ApplyCommand {
  readonly apply: readonly string[];
  /** The server does all but to store it. */
  readonly dryRun: readonly string[];
  readonly diff: readonly string[];
}

const version = z.object({ major: z.string(), minor: z.string() });
const versions = z.object({ clientVersion: version, serverVersion: version.optional() });

/** Server-side apply is stable since 1.22 (KEP-555), and has no limit of 256 KiB for an annotation. */
const serverSideSince = 22;
/** Before 1.18 the flag was --server-dry-run (CHANGELOG-1.18, kubectl). */
const dryRunValueSince = 18;
const serverSideFlags = ["--server-side", "--force-conflicts", "--field-manager=quorate"];
const stdin = "--filename=-";

export async function applyCommand(kubectl: Kubectl): Promise<ApplyCommand> {
  const { client, server } = await minors(kubectl);
  const flags = [...(Math.min(client, server) >= serverSideSince ? serverSideFlags : []), stdin];
  const dry = client >= dryRunValueSince ? "--dry-run=server" : "--server-dry-run";
  return { apply: ["apply", ...flags], dryRun: ["apply", dry, ...flags], diff: ["diff", ...flags] };
}

async function minors(kubectl: Kubectl): Promise<{ readonly client: number; readonly server: number }> {
  const result = await kubectl.exec(["version", "--output=json"]);
  if (result.code !== 0) throw kubectlTrouble("version", result);
  const { clientVersion, serverVersion } = parseAnswer(result.stdout, versions, "version");
  const client = minorOf(clientVersion);
  return { client, server: serverVersion ? minorOf(serverVersion) : client };
}

/** Distributors add a plus: "20+". */
function minorOf({ minor }: z.infer<typeof version>): number {
  return Number.parseInt(minor, 10);
}
