import type { LabHost } from "../../lab/lab-host.ts";
import type { Way } from "../way.ts";
import { clientPort, peerPort, pki, prepareRival, type RivalFiles, removeRival } from "./rival-member.ts";

const unit = "etcd-post.service";
const dataDir = "/var/lib/bench-etcd-post";
const restartLimitMs = 240_000;

/** The post's etcd.service; only the places differ, so that it stands beside the product's. */
const unitText = `[Unit]
Description=etcd server
After=network.target
After=network-online.target
Wants=network-online.target

[Service]
Type=notify
WorkingDirectory=${dataDir}
EnvironmentFile=-/etc/bench-etcd-post.conf
ExecStart=/usr/bin/etcd
NotifyAccess=all
Restart=always
RestartSec=5s
LimitNOFILE=40000

[Install]
WantedBy=multi-user.target
`;

function environment(hosts: readonly LabHost[], host: LabHost, token: string): string {
  const peerUrl = (each: LabHost): string => `https://${each.address}:${peerPort}`;
  const clientUrl = `https://${host.address}:${clientPort}`;
  return `ETCD_NAME=${host.name}
ETCD_DATA_DIR=${dataDir}
ETCD_INITIAL_CLUSTER_STATE=new
ETCD_ADVERTISE_CLIENT_URLS=${clientUrl}
ETCD_INITIAL_ADVERTISE_PEER_URLS=${peerUrl(host)}
ETCD_LISTEN_CLIENT_URLS=${clientUrl},https://127.0.0.1:${clientPort}
ETCD_INITIAL_CLUSTER_TOKEN=${token}
ETCD_LISTEN_PEER_URLS=${peerUrl(host)}
ETCD_INITIAL_CLUSTER=${hosts.map((each) => `${each.name}=${peerUrl(each)}`).join(",")}
ETCD_CLIENT_CERT_AUTH=true
ETCD_PEER_CLIENT_CERT_AUTH=true
ETCD_TRUSTED_CA_FILE=${pki}/client-ca.crt
ETCD_CERT_FILE=${pki}/server.crt
ETCD_KEY_FILE=${pki}/server.key
ETCD_PEER_TRUSTED_CA_FILE=${pki}/peer-ca.crt
ETCD_PEER_CERT_FILE=${pki}/peer.crt
ETCD_PEER_KEY_FILE=${pki}/peer.key
`;
}

/** `systemctl restart etcd` on one host after the other: each waits for an end that the first cannot reach alone. */
export function serialStart(
  hosts: readonly LabHost[],
  rounds: number,
  untilHealthy: (limitMs: number) => Promise<bigint>,
): Way {
  const rival: RivalFiles = {
    unit,
    dataDir,
    files: (host, token) => ({
      "/etc/bench-etcd-post.conf": environment(hosts, host, token),
      [`/etc/systemd/system/${unit}`]: unitText,
    }),
  };
  return {
    name: "serial",
    title: "one after the other, as in the post",
    rounds,
    measure: async () => {
      await prepareRival(hosts, rival);
      try {
        const healthy = untilHealthy(restartLimitMs);
        const since = process.hrtime.bigint();
        const restarts = restartEach(hosts);
        const healthyNs = await healthy;
        await restarts;
        return Number(healthyNs - since) / 1e6;
      } finally {
        await removeRival(hosts, rival);
      }
    },
  };
}

async function restartEach(hosts: readonly LabHost[]): Promise<void> {
  // The first one fails by its time-out, and the post's script goes on regardless.
  for (const host of hosts) {
    await host.exec(["systemctl", "restart", unit], { check: false, timeoutMs: restartLimitMs });
  }
}
