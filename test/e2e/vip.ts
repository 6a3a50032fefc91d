import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { Lab } from "../lab/lab.ts";
import type { LabHost } from "../lab/lab-host.ts";
import { endpointPort, vip } from "./cluster-yaml.ts";
import { node } from "./programs.ts";
import { until } from "./site.ts";

/** Hosts that hold the VIP now. */
export async function holders(lab: Lab): Promise<readonly LabHost[]> {
  const held = await Promise.all(
    lab.hosts.map(async (host) => {
      const { stdout } = await host.exec(["ip", "-brief", "address", "show", "dev", "host0"]);
      return stdout.includes(`${vip}/`) ? [host] : [];
    }),
  );
  return held.flat();
}

/** The one host that has held the VIP alone for so long; VRRP sends its word each second, and takes three of them to move. */
export async function soleHolder(lab: Lab, steadyMs = 4_000): Promise<LabHost> {
  let [holder]: readonly LabHost[] = [];
  let since = performance.now();
  await until(60_000, "one host to hold the VIP alone", async () => {
    const now = await holders(lab);
    const [first] = now;
    if (now.length !== 1 || first?.name !== holder?.name) since = performance.now();
    holder = now.length === 1 ? first : undefined;
    return (holder && performance.now() - since >= steadyMs) || `held by ${now.map(({ name }) => name).join(", ")}`;
  });
  if (!holder) throw new Error("no host holds the VIP");
  return holder;
}

export interface Failover {
  readonly from: string;
  readonly to: string;
  /** From the command that stopped haproxy until the port answers through the VIP again. */
  readonly seconds: number;
}

/** Stops haproxy on the VIP's holder, watches the port through the VIP from outside, and puts haproxy back. */
export async function stopHaproxyOnHolder(lab: Lab): Promise<Failover> {
  const from = await soleHolder(lab, 0);
  const watch = watchPort(lab);
  try {
    await until(60_000, "the port to answer through the VIP", async () => watch.changes.at(-1)?.up === true);
    const stoppedAt = Date.now();
    await from.exec(["systemctl", "stop", "haproxy"]);
    await until(60_000, "the port to answer through the VIP again", async () => watch.upAgain(stoppedAt) !== undefined);
    await until(30_000, "another holder", async () => (await holders(lab)).some(({ name }) => name !== from.name));
    const to = (await holders(lab)).find(({ name }) => name !== from.name);
    return { from: from.name, to: to?.name ?? "", seconds: ((watch.upAgain(stoppedAt) ?? 0) - stoppedAt) / 1000 };
  } finally {
    watch.stop();
    await from.exec(["systemctl", "start", "haproxy"]);
  }
}

interface Change {
  readonly atMs: number;
  readonly up: boolean;
}

function watchPort(lab: Lab) {
  const script = fileURLToPath(new URL("./port-watch.ts", import.meta.url));
  const child = lab.operator.spawn([node, script, vip, `${endpointPort}`], { stdio: ["ignore", "pipe", "inherit"] });
  const changes: Change[] = [];
  if (child.stdout) {
    createInterface({ input: child.stdout }).on("line", (line) => {
      const [at, state] = line.split(" ");
      changes.push({ atMs: Number(at), up: state === "up" });
    });
  }
  return {
    changes,
    /** When the port answered again after it had been seen down, milliseconds since 1970. */
    upAgain(since: number): number | undefined {
      const down = changes.findIndex(({ atMs, up }) => atMs >= since && !up);
      return down < 0 ? undefined : changes.slice(down).find(({ up }) => up)?.atMs;
    },
    stop: () => {
      if (child.pid !== undefined) process.kill(-child.pid, "SIGKILL");
    },
  };
}
