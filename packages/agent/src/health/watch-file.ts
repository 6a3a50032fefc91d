import { join } from "node:path";
import { type WatchTarget, watchTarget } from "@quorate/shared/facts";
import type { HostFiles } from "../host/host.ts";

const nothing: WatchTarget = { vip: "", etcdClientUrl: "", etcdCaFile: "", etcdCertFile: "", etcdKeyFile: "" };

/** What to watch between runs, kept over restarts. */
export interface WatchFile {
  readonly current: WatchTarget;
  replace(target: WatchTarget): Promise<void>;
}

/** A file that cannot be read counts as "nothing to watch": the coordinator tells it again with its next request for facts. */
export async function openWatchFile(files: HostFiles, stateDir: string): Promise<WatchFile> {
  const path = join(stateDir, "watch.json");
  let current = parse(await files.read(path));
  return {
    get current() {
      return current;
    },
    replace: async (target) => {
      current = target;
      await files.write(path, `${JSON.stringify(target)}\n`, { mode: 0o600 });
    },
  };
}

function parse(text: string | undefined): WatchTarget {
  if (text === undefined) return nothing;
  try {
    return watchTarget.parse(JSON.parse(text));
  } catch {
    return nothing;
  }
}
