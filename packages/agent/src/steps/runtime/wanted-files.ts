import type { StepInput } from "@quorate/shared/step/contract";
import type { ConfigCheck } from "../checked-config.ts";
import type { StepContext } from "../handler.ts";
import { pauseImage } from "../images/kubeadm-images.ts";
import { type ManagedFile, managedFile } from "../managed-file.ts";
import { containerdConfig, containerdConfigFile, containerdMajor } from "./containerd-config.ts";
import { dockerConfig, dockerConfigFile, unusableForDocker } from "./docker-config.ts";
import { registryHostsFiles, staleRegistryHosts } from "./registry-hosts.ts";

type Input = StepInput<"runtime.configure">;

export interface RuntimeFiles {
  /** Read when the runtime starts, and only then. */
  readonly config: ManagedFile;
  /** The runtime's own look at a candidate of it, where it has one. */
  readonly check?: ConfigCheck["argv"];
  /** Read whenever they are needed. */
  readonly others: readonly ManagedFile[];
  /** Files of ours that are not wanted any more. */
  readonly stale: readonly string[];
  /** What of the input this runtime cannot do. */
  readonly warnings: readonly string[];
}

export function wantedFiles(input: Input, ctx: StepContext): Promise<RuntimeFiles> {
  return input.runtime === "docker" ? dockerFiles(input, ctx) : containerdFiles(input, ctx);
}

async function dockerFiles({ mirrors }: Input, { host: { files } }: StepContext): Promise<RuntimeFiles> {
  const text = await files.read(dockerConfigFile);
  // A proxy's password may be in it: whoever closed it had a reason.
  const mode = (await files.status(dockerConfigFile))?.mode ?? 0o644;
  return {
    config: { ...managedFile(dockerConfigFile, dockerConfig(text, mirrors), mode), secret: text !== undefined },
    others: [crictlFile("unix:///var/run/dockershim.sock")],
    stale: [],
    warnings: unusableForDocker(mirrors).map(
      (registry) =>
        `docker has mirrors for docker.io only; for ${registry} set spec.kubernetes.imageRepository instead`,
    ),
  };
}

async function containerdFiles(input: Input, ctx: StepContext): Promise<RuntimeFiles> {
  const { host, signal } = ctx;
  const major = containerdMajor(await host.run(["containerd", "--version"], { signal }));
  const sandboxImage = await pauseImage(ctx, input.kubernetesVersion, input.imageRepository);
  return {
    config: managedFile(containerdConfigFile, containerdConfig({ major, sandboxImage })),
    check: (path) => ["containerd", "--config", path, "config", "dump"],
    others: [...registryHostsFiles(input.mirrors), crictlFile("unix:///run/containerd/containerd.sock")],
    stale: await staleRegistryHosts(host.files, input.mirrors),
    warnings: [],
  };
}

/** For whoever types crictl on the host; without it crictl tries every socket it knows and warns. */
function crictlFile(socket: string): ManagedFile {
  return managedFile(
    "/etc/crictl.yaml",
    `# managed by quorate\nruntime-endpoint: ${socket}\nimage-endpoint: ${socket}\ntimeout: 10\n`,
  );
}
