import type { LabHost } from "../../lab/lab-host.ts";
import type { Bench, BenchContext } from "../bench.ts";
import { convergedSite } from "../own-site.ts";
import { milliseconds } from "../report.ts";
import { median } from "../statistics.ts";
import type { BarrierTimes } from "./barrier-times.ts";
import { ownStart, removeCluster } from "./own-start.ts";
import { clientPort, pki } from "./rival-member.ts";
import { serialStart } from "./serial-start.ts";
import { type OwnFiles, startAtOnce } from "./start-at-once.ts";
import { type TlsPair, untilHealthy } from "./watch-members.ts";

const usualRounds = 20;
/** Well above every good start and well below the 2 s that the trap of the simultaneous start costs alone. */
const lateMs = 1_200;

export async function etcdStart({ lab, serialRounds, told }: BenchContext): Promise<Bench> {
  const own = await convergedSite(lab, told);
  const files = new Map(await Promise.all(lab.hosts.map(async (host) => [host.name, await ownFiles(host)] as const)));
  const pair = await rootPair(lab.hosts);
  await removeCluster(lab.hosts);
  const addresses = lab.hosts.map(({ address }) => address);
  const watch = (limitMs: number) => untilHealthy({ addresses, port: clientPort, pair, limitMs });
  const ours = ownStart(lab.hosts, own, watch);
  return {
    question: "from the first start command until all three members answer a linearizable read",
    contest: {
      ours,
      baselines: [
        startAtOnce(lab.id, lab.hosts, files, watch),
        ...(serialRounds > 0 ? [serialStart(lab.hosts, serialRounds, watch)] : []),
      ],
    },
    targets: [
      ...(serialRounds > 0 ? [{ baseline: "serial", measure: "mean", atLeast: 100 } as const] : []),
      { baseline: "at-once", measure: "mean", atLeast: 2.5 },
      { baseline: "at-once", measure: "p90", atLeast: 4 },
    ],
    rounds: usualRounds,
    notes: (values) => notes(values, ours.times),
    close: () => own.site.stop(),
  };
}

async function ownFiles(host: LabHost): Promise<OwnFiles> {
  return {
    unit: await host.readFile("/etc/systemd/system/etcd.service"),
    config: await host.readFile("/etc/etcd/etcd.conf.yml"),
  };
}

async function rootPair([host]: readonly LabHost[]): Promise<TlsPair> {
  if (!host) throw new Error("the lab has no hosts");
  const [ca = "", cert = "", key = ""] = await Promise.all(
    ["client-ca.crt", "root-client.crt", "root-client.key"].map((name) => host.readFile(`${pki}/${name}`)),
  );
  return { ca, cert, key };
}

function notes(values: readonly number[], times: readonly BarrierTimes[]): readonly string[] {
  const names = ["commanded", "started", "port-open", "quorum", "ready"];
  const moments = names.map((name) => {
    const seen = times.flatMap(({ marks }) => marks.get(name) ?? []);
    return `${name} ${milliseconds(median(seen))}`;
  });
  const skew = median(times.map(({ skewMs }) => skewMs));
  const error = median(times.map(({ skewErrorMs }) => skewErrorMs));
  const late = values.filter((value) => value > lateMs).length;
  return [
    `ours slower than ${milliseconds(lateMs)}: ${late} of ${values.length}`,
    `ours by the coordinator's own marks, last host, median: ${moments.join(", ")}`,
    `ours, between the first and the last process start: ${milliseconds(skew)} (± ${milliseconds(error)})`,
  ];
}
