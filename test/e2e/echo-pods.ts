import type { LabHost } from "../lab/lab-host.ts";
import { kubectl, type PodLine, pods } from "./kubectl.ts";
import { until } from "./site.ts";

const manifest = `apiVersion: apps/v1
kind: DaemonSet
metadata: { name: echo, namespace: default }
spec:
  selector: { matchLabels: { app: echo } }
  template:
    metadata: { labels: { app: echo } }
    spec:
      terminationGracePeriodSeconds: 0
      tolerations: [{ operator: Exists }]
      containers: [{ name: echo, image: "quorate.lab/echo:1", imagePullPolicy: Never }]
---
apiVersion: v1
kind: Service
metadata: { name: echo, namespace: default }
spec:
  selector: { app: echo }
  ports: [{ port: 80, targetPort: 8080 }]
`;

/** One small web server on every node; resolves when all of them are ready. */
export async function startEchoPods(host: LabHost, count: number): Promise<readonly PodLine[]> {
  await host.writeFile("/root/echo.yaml", manifest);
  await kubectl(host, "apply", "-f", "/root/echo.yaml");
  let ready: readonly PodLine[] = [];
  await until(180_000, `${count} echo pods`, async () => {
    ready = (await pods(host, "-l", "app=echo")).filter((pod) => pod.ready && pod.ip !== "");
    return ready.length === count || `${ready.length} are ready`;
  });
  return ready;
}

const askScript = "import sys, urllib.request; print(urllib.request.urlopen(sys.argv[1], timeout=5).read().decode())";

/**
 * What a host hears from an address of the echo pods. With `through`, the pod there is asked to ask. A node's kube-proxy
 * learns of a service by its watch, after the pods are ready, and begins that watch anew with a growing pause when its
 * apiserver was stopped, as the drills do; a container counts as ready before its server listens. So the first moments
 * may be silent. A minute may not; then the error says what the last attempt met.
 */
export async function ask(host: LabHost, address: string, port: number, through?: string): Promise<string> {
  const url = `http://${address}:${port}/`;
  const first = through === undefined ? url : `http://${through}:8080/?ask=${encodeURIComponent(url)}`;
  const since = performance.now();
  for (;;) {
    const { stdout, stderr } = await host.exec(["python3", "-c", askScript, first], { check: false });
    if (stdout.trim() !== "") return stdout.trim();
    const trouble = stderr.trim().split("\n").at(-1) ?? "";
    if (performance.now() - since > 60_000) throw new Error(`${host.name}: no answer from ${first}: ${trouble}`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

export async function echoService(host: LabHost): Promise<string> {
  return await kubectl(host, "get", "service", "echo", "-o", "jsonpath={.spec.clusterIP}");
}
