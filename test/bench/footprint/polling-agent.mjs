// The agent as it would be without any care for its size: not bundled, and with systeminformation asked before each heartbeat for what
// a heartbeat tells. JavaScript, since what strips types would be counted with it.
import { currentLoad, fsSize, mem, networkInterfaces, services } from "systeminformation";
import { runAgent } from "../../../packages/agent/dist/main.js";

const units = "etcd,haproxy,keepalived,docker,containerd,kubelet";
const heartbeatMs = 1_000;

async function poll() {
  await Promise.all([currentLoad(), mem(), fsSize(), networkInterfaces(), services(units)]);
  setTimeout(poll, heartbeatMs);
}

poll();
await runAgent({ configDir: "/etc/quorate", stateDir: "/var/lib/quorate-agent", logLevel: "info" });
process.exit(0);
