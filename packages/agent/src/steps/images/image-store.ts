import { AppError } from "@quorate/shared/errors";
import type { ExecResult } from "../../host/host.ts";
import { findProgram } from "../../host/programs.ts";
import type { StepContext } from "../handler.ts";
import { registriesDirectory } from "../runtime/containerd-config.ts";
import { fullImageName } from "./image-names.ts";

/** Images of one runtime, by their full names. */
export interface ImageStore {
  /** Rejects RUNTIME_FAILED when the runtime does not answer. */
  list(): Promise<ReadonlySet<string>>;
  /** Takes what a docker archive holds, as it came from `docker save`. */
  load(path: string): Promise<ExecResult>;
  /** Rejects when it does not end in time; a refusal is a result. */
  pull(image: string): Promise<ExecResult>;
}

const loadMs = 600_000;
/** A hung registry: three rounds of pulls still end before the step's own limit. */
const pullMs = 300_000;

export function dockerStore({ host, signal }: StepContext): ImageStore {
  return {
    list: async () => {
      const format = "{{.Repository}}:{{.Tag}} {{.Repository}}@{{.Digest}}";
      const rows = await listing(host.exec(["docker", "image", "ls", "--digests", "--format", format], { signal }));
      return new Set(rows.flatMap((row) => row.split(" ")).map(fullImageName));
    },
    load: (path) => host.exec(["docker", "load", "-i", path], { signal, timeoutMs: loadMs, long: "images" }),
    pull: (image) => host.exec(["docker", "pull", image], { signal, timeoutMs: pullMs, long: "images" }),
  };
}

/** `criSocket` with or without unix://; the kubelet's images live in containerd's namespace k8s.io. */
export function containerdStore({ host, signal }: StepContext, criSocket: string): ImageStore {
  const socket = criSocket.replace(/^unix:\/\//, "");
  const images = ["ctr", "-a", socket, "-n", "k8s.io", "images"] as const;
  return {
    list: async () => {
      const rows = await listing(host.exec([...images, "ls", "-q"], { signal }));
      return new Set(rows.map(fullImageName));
    },
    load: (path) => host.exec([...images, "import", path], { signal, timeoutMs: loadMs, long: "images" }),
    pull: async (image) => {
      // crictl lets containerd itself pull, with all that its configuration says about registries.
      const argv = (await findProgram(host.files, "crictl"))
        ? (["crictl", "-r", `unix://${socket}`, "pull", image] as const)
        : ([...images, "pull", "--hosts-dir", registriesDirectory, image] as const);
      return host.exec(argv, { signal, timeoutMs: pullMs, long: "images" });
    },
  };
}

async function listing(work: Promise<ExecResult>): Promise<readonly string[]> {
  const { code, stdout, stderr } = await work;
  if (code === 0) return stdout.split("\n").filter((row) => row !== "");
  throw new AppError("RUNTIME_FAILED", `the container runtime does not list its images: ${stderr.trim()}`);
}
