import type { StepInput } from "@quorate/shared/step/contract";
import type { HostFiles } from "../../host/host.ts";
import { type ManagedFile, managedFile } from "../managed-file.ts";
import { registriesDirectory } from "./containerd-config.ts";
import { renderToml } from "./toml.ts";

export type Mirror = StepInput<"runtime.configure">["mirrors"][number];

const managedLine = "# managed by quorate";

/** containerd's hosts.toml for each registry with mirrors; they are asked in their order, then the registry itself. */
export function registryHostsFiles(mirrors: readonly Mirror[]): readonly ManagedFile[] {
  return mirrors.map((mirror) => managedFile(hostsPath(mirror.registry), hostsText(mirror)));
}

/** Files of ours for registries that have no mirrors any more. */
export async function staleRegistryHosts(
  files: Pick<HostFiles, "read" | "list">,
  mirrors: readonly Mirror[],
): Promise<readonly string[]> {
  const wanted = new Set(mirrors.map(({ registry }) => registry));
  const registries = (await files.list(registriesDirectory)) ?? [];
  const candidates = registries.filter((registry) => !wanted.has(registry)).map(hostsPath);
  const texts = await Promise.all(candidates.map((path) => files.read(path)));
  return candidates.filter((_path, at) => texts[at]?.startsWith(managedLine));
}

function hostsPath(registry: string): string {
  return `${registriesDirectory}/${registry}/hosts.toml`;
}

/** Format: https://github.com/containerd/containerd/blob/main/docs/hosts.md */
function hostsText({ registry, endpoints, insecure }: Mirror): string {
  // docker.io is a name, not a server.
  const server = registry === "docker.io" ? "https://registry-1.docker.io" : `https://${registry}`;
  const tables = endpoints.map((endpoint) => ({
    path: ["host", endpoint],
    entries: {
      capabilities: ["pull", "resolve"],
      ...(insecure ? { skip_verify: true } : {}),
      // A path with the API's version in it is taken as it is, for proxies of several registries.
      ...(/\/v2(?:\/|$)/.test(endpoint) ? { override_path: true } : {}),
    },
  }));
  return `${managedLine}\n${renderToml({ server }, tables)}`;
}
