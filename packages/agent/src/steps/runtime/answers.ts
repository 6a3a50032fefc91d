import type { RuntimeName } from "@quorate/shared/step/kubernetes-grammar";
import type { StepContext } from "../handler.ts";

/** What a running runtime says of itself. */
export type Answer =
  /** Nothing, yet: it may still be starting. */
  | { readonly state: "silent"; readonly detail: string }
  /** It answers, and Kubernetes cannot use it as it is. */
  | { readonly state: "unfit"; readonly detail: string }
  | { readonly state: "fit"; readonly version: string };

const timeoutMs = 20_000;

export function runtimeAnswer(runtime: RuntimeName, ctx: StepContext): Promise<Answer> {
  return runtime === "docker" ? dockerAnswer(ctx) : containerdAnswer(ctx);
}

async function dockerAnswer({ host, signal }: StepContext): Promise<Answer> {
  const format = "{{.CgroupDriver}} {{.ServerVersion}}";
  const { code, stdout, stderr } = await host.exec(["docker", "info", "--format", format], { signal, timeoutMs });
  const [driver = "", version = ""] = stdout.trim().split(" ");
  // Some releases exit 0 with empty fields when the daemon is not there.
  if (code !== 0 || version === "") return { state: "silent", detail: lastLine(stderr || stdout) };
  if (driver === "systemd") return { state: "fit", version };
  return { state: "unfit", detail: `docker uses the cgroup driver ${driver}, the kubelet systemd` };
}

/** A row of `ctr plugins ls`: type, id, platforms, status. */
const criRow = /^io\.containerd\.grpc\.v1\s+cri\s+\S+\s+(\S+)/m;

async function containerdAnswer({ host, signal }: StepContext): Promise<Answer> {
  const plugins = await host.exec(["ctr", "plugins", "ls"], { signal, timeoutMs });
  if (plugins.code !== 0) return { state: "silent", detail: lastLine(plugins.stderr) };
  const [, status] = criRow.exec(plugins.stdout) ?? [];
  if (status === undefined) return { state: "unfit", detail: "containerd runs without its CRI plugin" };
  if (status !== "ok") return { state: "unfit", detail: `containerd's CRI plugin has the status "${status}"` };
  const version = await host.run(["ctr", "version"], { signal, timeoutMs });
  const [, server = "unknown"] = /^Server:\s+Version:\s+(\S+)/m.exec(version) ?? [];
  return { state: "fit", version: server };
}

function lastLine(text: string): string {
  return text.trim().split("\n").at(-1)?.slice(0, 300) || "it says nothing";
}
