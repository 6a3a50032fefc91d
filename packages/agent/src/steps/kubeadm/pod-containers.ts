import { AppError } from "@quorate/shared/errors";
import type { RuntimeName } from "@quorate/shared/step/kubernetes-grammar";
import { findProgram } from "../../host/programs.ts";
import type { StepContext } from "../handler.ts";

/** How to reach the containers of pods; not those that somebody runs beside Kubernetes. */
export interface PodRuntime {
  readonly runtime: RuntimeName;
  readonly criSocket: string;
}

type Tool = "docker" | "crictl" | "ctr";

export interface PodContainers {
  readonly tool: Tool;
  /** Of containers with docker and ctr, of pod sandboxes with crictl. */
  readonly ids: readonly string[];
}

/** containerd keeps what CRI made in a namespace of this name (containerd pkg/cri/constants). */
const ctr = ["ctr", "--namespace", "k8s.io"] as const;
const oneMs = 60_000;

/** Undefined where no runtime answers: then nothing of it runs that anybody could look at. */
export async function podContainers(ctx: StepContext, pods: PodRuntime): Promise<PodContainers | undefined> {
  const tool = await chooseTool(ctx, pods.runtime);
  if (!tool) return undefined;
  const result = await tryToRun(ctx, listing(tool, pods.criSocket));
  if (result === undefined) return undefined;
  const ids = result.split(/\s+/).filter((id) => /^[0-9a-f]{8,64}$/.test(id));
  return { tool, ids };
}

/** Killed, not asked to stop: nothing that they hold outlives them, and etcd is none of them where it is external. Gives what was there. */
export async function removePodContainers(ctx: StepContext, pods: PodRuntime): Promise<PodContainers | undefined> {
  const found = await podContainers(ctx, pods);
  if (!found || found.ids.length === 0) return found;
  if (found.tool === "docker") {
    await tryToRun(ctx, ["docker", "rm", "--force", "--volumes", ...found.ids]);
    return found;
  }
  for (const id of found.ids) await removeOne(ctx, found.tool, pods.criSocket, id);
  return found;
}

async function removeOne(ctx: StepContext, tool: "crictl" | "ctr", socket: string, id: string): Promise<void> {
  if (tool === "crictl") {
    await tryToRun(ctx, ["crictl", "-r", socketUrl(socket), "stopp", id]);
    await tryToRun(ctx, ["crictl", "-r", socketUrl(socket), "rmp", id]);
    return;
  }
  await tryToRun(ctx, [...ctr, "tasks", "kill", "--signal", "SIGKILL", id]);
  await tryToRun(ctx, [...ctr, "tasks", "rm", "--force", id]);
  await tryToRun(ctx, [...ctr, "containers", "rm", id]);
}

async function chooseTool(ctx: StepContext, runtime: RuntimeName): Promise<Tool | undefined> {
  const candidates: readonly Tool[] = runtime === "docker" ? ["docker"] : ["crictl", "ctr"];
  for (const name of candidates) if (await findProgram(ctx.host.files, name)) return name;
  return undefined;
}

function listing(tool: Tool, socket: string): readonly [string, ...string[]] {
  switch (tool) {
    case "docker":
      // dockershim names every container k8s_CONTAINER_POD_NAMESPACE_UID_ATTEMPT; kubeadm asks the same way.
      return ["docker", "ps", "--all", "--quiet", "--filter", "name=k8s_"];
    case "crictl":
      return ["crictl", "-r", socketUrl(socket), "pods", "-q"];
    case "ctr":
      return [...ctr, "containers", "ls", "--quiet"];
  }
}

function socketUrl(socket: string): string {
  return socket.startsWith("/") ? `unix://${socket}` : socket;
}

/** stdout; undefined when the program fails, which a container that is gone already makes it do. */
async function tryToRun(ctx: StepContext, argv: readonly [string, ...string[]]): Promise<string | undefined> {
  try {
    const { code, stdout } = await ctx.host.exec(argv, { signal: ctx.signal, timeoutMs: oneMs });
    return code === 0 ? stdout : undefined;
  } catch (error) {
    ctx.signal.throwIfAborted();
    if (error instanceof AppError && error.code === "STEP_COMMAND_FAILED") return undefined;
    throw error;
  }
}
