import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openLab } from "../lab/lab.ts";
import type { LabHost } from "../lab/lab-host.ts";
import { clusterYaml, endpointPort, vip } from "./cluster-yaml.ts";
import { bundle } from "./image-bundle.ts";
import { kubectl, nodes, readyNodes } from "./kubectl.ts";
import { type BootstrapResult, Site, until } from "./site.ts";
import { eventsOf } from "./summary.ts";
import { watchEvents } from "./watch-events.ts";

// What goes wrong at the first try, one thing after the other on the same hosts: each is named, mended, and the way goes on.
const lab = openLab("k8s-failures");
const site = new Site(lab);
const calm = { provokeOutages: false };
let good = "";
const [first, second, third] = lab.hosts as readonly [LabHost, LabHost, LabHost];

const failureOf = (run: BootstrapResult) => eventsOf(run.events, "run.finished")[0]?.failure;
const failedSteps = (run: BootstrapResult) =>
  eventsOf(run.events, "step.finished").filter(({ outcome }) => outcome === "failed");
const began = (run: BootstrapResult, step: string): boolean =>
  eventsOf(run.events, "lease.granted").some((event) => event.step.startsWith(step));

/** From the lease of a step to its end. */
function secondsOf({ events }: BootstrapResult, step: string): number {
  const at = (type: "lease.granted" | "step.finished"): number =>
    Date.parse(events.find(({ event }) => event.type === type && event.step === step)?.at ?? "");
  return (at("step.finished") - at("lease.granted")) / 1_000;
}

beforeAll(async () => {
  await lab.up({ etcd: "3.5", bare: true });
  good = await clusterYaml(lab, { etcd: "3.5", kubernetes: calm });
  await site.serve();
  await site.enrol();
});

afterAll(async () => {
  await site.stop();
  await lab.down();
});

describe("images", () => {
  it("from a repository that does not exist are named on every host before init begins", async () => {
    const wrong = await clusterYaml(lab, {
      etcd: "3.5",
      kubernetes: { ...calm, images: [], imageRepository: "registry.example/none" },
    });
    const run = await site.bootstrap(wrong);
    expect(run.code).toBe(1);
    expect(failureOf(run)).toMatchObject({ code: "IMAGE_MISSING" });
    expect(failureOf(run)?.message).toContain("registry.example/none/kube-apiserver:v1.20.2");
    expect(began(run, "control-plane/init")).toBe(false);
  });

  it("that one host lacks are named with that host", async () => {
    const proxy = (await bundle(lab, "external")).find(({ image }) => image.includes("kube-proxy"));
    if (!proxy) throw new Error("the bundle has no kube-proxy");
    for (const host of [first, second]) {
      await host.exec(["docker", "load", "-i", proxy.url.replace("file://", "")], { timeoutMs: 120_000 });
    }
    const images = (await bundle(lab, "external")).filter(({ image }) => image !== proxy.image);
    const run = await site.bootstrap(await clusterYaml(lab, { etcd: "3.5", kubernetes: { ...calm, images } }));
    expect(run.code).toBe(1);
    expect(failedSteps(run).map(({ step }) => step)).toEqual([expect.stringContaining(third.name)]);
    expect(failureOf(run)).toMatchObject({ code: "IMAGE_MISSING" });
    expect(failureOf(run)?.message).toContain(proxy.image);
    expect(began(run, "control-plane/init")).toBe(false);
  });
});

describe("a kubelet that does not start", () => {
  it("is noticed during init, with the reason from its journal, long before kubeadm gives up", async () => {
    const wrong = await clusterYaml(lab, {
      etcd: "3.5",
      kubernetes: { ...calm, kubeletArgs: { "no-such-flag": "true" } },
    });
    const run = await site.bootstrap(wrong);
    expect(run.code).toBe(1);
    expect(failureOf(run)).toMatchObject({ code: "KUBELET_FAILED" });
    expect(failureOf(run)?.message).toContain("no-such-flag");
    // kubeadm itself waits four minutes.
    expect(secondsOf(run, `control-plane/init/${first.name}`)).toBeLessThan(150);
  });
});

describe("a busy port of the apiserver", () => {
  it("fault 37: is found by preflight, with its holder", async () => {
    const squatter = "import socket,time\ns=socket.create_server(('0.0.0.0',6443))\ntime.sleep(600)\n";
    await second.writeFile("/root/squatter.py", squatter);
    await second.exec(["systemd-run", "--unit=squatter", "python3", "/root/squatter.py"]);
    await until(60_000, "the squatter to listen", async () =>
      (await second.exec(["ss", "-Hltn", "sport", "=", ":6443"])).stdout.includes("6443"),
    );
    const run = await site.bootstrap(good);
    await second.exec(["systemctl", "stop", "squatter"]);
    expect(failureOf(run)).toMatchObject({ code: "PORT_TAKEN" });
    expect(failureOf(run)?.message).toMatch(/6443.*python3/);
  });
});

describe("a master that dies in the middle of its join", () => {
  it("is named, while the others become Ready", async () => {
    let off: Promise<void> | undefined;
    const stop = await watchEvents(site, (event) => {
      if (event.type !== "step.output" || event.step !== `control-plane/join/${third.name}`) return;
      if (event.lines.some((line) => line.includes("[kubelet-start]"))) off ??= third.powerOff();
    });
    const run = await site.bootstrap(good);
    stop();
    await off;
    expect(run.code).toBe(1);
    expect(failureOf(run)).toMatchObject({ code: "HOST_LOST" });
    expect(failureOf(run)?.message).toContain(third.name);
    const seen = await nodes(first);
    expect(seen.filter(({ name }) => name !== third.name).map(({ name }) => name)).toEqual([first.name, second.name]);
  });

  it("fault 10: joins when it is back and bootstrap is run again", async () => {
    await third.boot();
    await site.connected(lab.hosts);
    const run = await site.bootstrap(good);
    expect(run.stderr).toBe("");
    expect(run.code).toBe(0);
    expect(await readyNodes(first, 3)).toHaveLength(3);
  });
});

describe("an apiserver that hangs", () => {
  it("fault 65: is taken out of the rotation: the virtual IP goes on answering", async () => {
    const pid = (await first.exec(["pgrep", "-x", "kube-apiserver"])).stdout.trim();
    await first.exec(["kill", "-STOP", pid]);
    try {
      const ask = ["kubectl", "--kubeconfig", "/etc/kubernetes/admin.conf", "--request-timeout", "10s"];
      const server = ["--server", `https://${vip}:${endpointPort}`];
      // Soon enough that the kubelet does not mend it: it gives an apiserver up after eight questions, of 15 s each.
      await until(90_000, "haproxy to notice", async () => {
        const answers = await Promise.all(
          Array.from({ length: 6 }, () =>
            second.exec([...ask, ...server, "get", "--raw", "/readyz"], { check: false }),
          ),
        );
        return answers.every(({ code }) => code === 0) || answers.map(({ stderr }) => stderr).join("");
      });
    } finally {
      await first.exec(["kill", "-CONT", pid], { check: false });
    }
    await until(
      120_000,
      "the apiserver to be ready again",
      async () => (await kubectl(second, "get", "--raw", "/readyz")) === "ok",
    );
  });
});
