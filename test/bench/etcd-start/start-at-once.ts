import type { LabHost } from "../../lab/lab-host.ts";
import type { Way } from "../way.ts";
import { readyOnHosts } from "./hosts-command.ts";
import { prepareRival, type RivalFiles, removeRival } from "./rival-member.ts";

const unit = "etcd-at-once.service";
const dataDir = "/var/lib/bench-etcd-at-once";
const configFile = "/etc/bench-etcd-at-once.yml";
const limitMs = 60_000;

export interface OwnFiles {
  readonly unit: string;
  readonly config: string;
}

/** The product's own unit and configuration, so that the order of the starts is the only difference. */
export function startAtOnce(
  labId: string,
  hosts: readonly LabHost[],
  own: ReadonlyMap<string, OwnFiles>,
  untilHealthy: (limitMs: number) => Promise<bigint>,
): Way {
  const rival: RivalFiles = { unit, dataDir, files: (host, token) => filesOf(own.get(host.name), token) };
  return {
    name: "at-once",
    title: "all at once",
    measure: async () => {
      await prepareRival(hosts, rival);
      try {
        const start = await readyOnHosts(labId, hosts, ["systemctl", "start", "--no-block", unit]);
        const healthy = untilHealthy(limitMs);
        const since = start.go();
        await start.ended();
        const healthyNs = await healthy;
        return Number(healthyNs - since) / 1e6;
      } finally {
        await removeRival(hosts, rival);
      }
    },
  };
}

function filesOf(own: OwnFiles | undefined, token: string): Readonly<Record<string, string>> {
  if (!own) throw new Error("the product has written no etcd configuration on this host");
  return {
    [configFile]: withLine(
      withLine(withLine(own.config, "data-dir", dataDir), "initial-cluster-token", token),
      "initial-cluster-state",
      "new",
    ),
    [`/etc/systemd/system/${unit}`]: own.unit
      .replace(/--config-file=\S+/, `--config-file=${configFile}`)
      .replace(/^ReadWritePaths=.*$/m, `ReadWritePaths=${dataDir}`),
  };
}

/** Refuses to compare with something else than was meant. */
function withLine(config: string, name: string, value: string): string {
  const pattern = new RegExp(`^${name}: .*$`, "m");
  if (!pattern.test(config)) throw new Error(`the product's etcd configuration has no line "${name}"`);
  return config.replace(pattern, `${name}: ${JSON.stringify(value)}`);
}
