import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { KUBERNETES_PACKAGE_VERSION } from "../kubernetes-packages.ts";
import { KUBERNETES_VERSION } from "../kubernetes-programs.ts";
import { openLab } from "../lab.ts";
import { startRegistry } from "../registry.ts";
import { waitFor } from "../wait.ts";

const SOURCE = "deb [signed-by=/opt/lab/packages/quorate-lab.asc] file:///opt/lab/packages lab main\n";
const CONTAINERD = "unix:///run/containerd/containerd.sock";

const lab = openLab("kubecheck");
const host = lab.host("k8s-master90");
const answerOf = async (argv: readonly string[]) => (await host.exec(argv, { timeoutMs: 300_000 })).stdout.trim();

beforeAll(async () => {
  await lab.up();
  await lab.reset({ hosts: [host.name] });
  await host.writeFile("/etc/apt/sources.list.d/lab.list", SOURCE);
  await host.writeFile("/etc/docker/daemon.json", JSON.stringify({ "insecure-registries": ["192.168.1.1:5000"] }));
  await host.exec(["apt-get", "update"]);
});

afterAll(() => lab.down());

describe("the lab's Kubernetes", () => {
  it("installs by apt as the official packages do: the kubelet is enabled and waits for kubeadm", async () => {
    const wanted = ["kubeadm", "kubelet", "kubectl"].map((name) => `${name}=${KUBERNETES_PACKAGE_VERSION}`);
    await answerOf(["apt-get", "install", "--yes", "--no-install-recommends", "docker.io", ...wanted]);
    expect(await answerOf(["kubeadm", "version", "-o", "short"])).toBe(`v${KUBERNETES_VERSION}`);
    expect(await answerOf(["kubelet", "--version"])).toBe(`Kubernetes v${KUBERNETES_VERSION}`);
    expect(await answerOf(["systemctl", "is-enabled", "kubelet"])).toBe("enabled");
    expect(await answerOf(["systemctl", "show", "-P", "DropInPaths", "kubelet"])).toContain("10-kubeadm.conf");
    expect(await answerOf(["ls", "/opt/cni/bin"])).toContain("portmap");
  });

  it("has images that docker loads and runs", async () => {
    for (const { file, image } of (await lab.images()).list) {
      expect(await answerOf(["docker", "load", "--input", `/opt/lab/images/${file}`])).toBe(`Loaded image: ${image}`);
    }
    for (const name of ["kube-apiserver", "kube-controller-manager", "kube-scheduler", "kube-proxy"]) {
      const ran = await answerOf(["docker", "run", "--rm", `k8s.gcr.io/${name}:v${KUBERNETES_VERSION}`, "--version"]);
      expect(ran).toBe(`Kubernetes v${KUBERNETES_VERSION}`);
    }
    expect(await answerOf(["docker", "run", "--rm", "k8s.gcr.io/pause:3.2", "-v"])).toBe("pause.c v3.2");
    expect(await answerOf(["docker", "run", "--rm", "k8s.gcr.io/etcd:3.4.13-0", "--version"])).toContain("3.4.");
  });

  it("has in kube-proxy's image the iptables that its rules ask for", async () => {
    const rule = ["-m", "statistic", "--mode", "random", "--probability", "0.5", "-j", "MARK", "--set-mark", "1"];
    const docker = ["docker", "run", "--rm", "--cap-add=NET_ADMIN", "--entrypoint=/usr/sbin/iptables"];
    const image = `k8s.gcr.io/kube-proxy:v${KUBERNETES_VERSION}`;
    expect((await host.exec([...docker, image, "-t", "mangle", "-A", "OUTPUT", ...rule])).code).toBe(0);
  });

  it("has images that containerd imports, and crictl finds", async () => {
    const { list } = await lab.images();
    for (const { file } of list) await answerOf(["ctr", "-n", "k8s.io", "images", "import", `/opt/lab/images/${file}`]);
    const found = await answerOf(["crictl", "-r", CONTAINERD, "images"]);
    for (const { image } of list) expect(found).toContain(image);
    expect(await answerOf(["crictl", "-r", CONTAINERD, "inspecti", "k8s.gcr.io/pause:3.2"])).toContain(
      '"id": "sha256:',
    );
    expect((await host.exec(["crictl", "-r", CONTAINERD, "inspecti", "absent:1"], { check: false })).code).toBe(1);
  });

  it("has an echo that answers with its host's name and its address", async () => {
    await answerOf(["docker", "run", "--detach", "--name=echo", "--hostname=told", "quorate.lab/echo:1"]);
    const address = await answerOf(["docker", "inspect", "-f", "{{.NetworkSettings.IPAddress}}", "echo"]);
    const get = `import urllib.request as u; print(u.urlopen("http://${address}:8080/", timeout=5).read().decode())`;
    // docker is back before what it started listens.
    const said = await waitFor("the echo to answer", 60_000, async () => {
      const { code, stdout } = await host.exec(["python3", "-c", get], { check: false });
      return code === 0 ? stdout.trim() : undefined;
    });
    expect(said).toBe(`told ${address}`);
  });

  it("has a registry that hosts pull from", async () => {
    const registry = await startRegistry(lab, { images: ["k8s.gcr.io/pause:3.2", "quorate.lab/echo:1"] });
    await answerOf(["docker", "pull", `${registry.address}/pause:3.2`]);
    const argv = ["ctr", "-n", "k8s.io", "images", "pull", "--plain-http", `${registry.address}/echo:1`];
    await answerOf(argv);
    expect((await host.exec(["docker", "pull", `${registry.address}/absent:1`], { check: false })).code).toBe(1);
    await registry.stop();
    expect((await host.exec(["docker", "pull", `${registry.address}/pause:3.2`], { check: false })).code).toBe(1);
  });
});
