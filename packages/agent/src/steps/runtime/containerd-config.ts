import { renderToml, type TomlTable } from "./toml.ts";

export const containerdConfigFile = "/etc/containerd/config.toml";
/** One directory for each registry, with a hosts.toml that names its mirrors. */
export const registriesDirectory = "/etc/containerd/certs.d";

export interface ContainerdSettings {
  /** Of containerd itself: 1 or 2. */
  readonly major: number;
  readonly sandboxImage: string;
}

/**
 * The whole configuration: Debian's own sends containerd to /usr/lib/cni, where Kubernetes' packages put nothing; Docker's own
 * switches CRI off. Versions and table names: https://github.com/containerd/containerd/blob/main/docs/cri/config.md
 */
export function containerdConfig({ major, sandboxImage }: ContainerdSettings): string {
  const body =
    major >= 2
      ? renderToml({ version: 3 }, tablesOf2(sandboxImage))
      : renderToml({ version: 2 }, tablesOf1(sandboxImage));
  return `# managed by quorate\n${body}`;
}

const confDir = "/etc/cni/net.d";
const runtimeType = "io.containerd.runc.v2";

function tablesOf1(sandboxImage: string): readonly TomlTable[] {
  const cri = ["plugins", "io.containerd.grpc.v1.cri"];
  const runc = [...cri, "containerd", "runtimes", "runc"];
  return [
    { path: cri, entries: { sandbox_image: sandboxImage } },
    { path: [...cri, "cni"], entries: { bin_dir: "/opt/cni/bin", conf_dir: confDir } },
    { path: runc, entries: { runtime_type: runtimeType } },
    { path: [...runc, "options"], entries: { SystemdCgroup: true } },
    { path: [...cri, "registry"], entries: { config_path: registriesDirectory } },
  ];
}

/** bin_dir became bin_dirs in 2.1, and both at once are refused; the default of either is /opt/cni/bin. */
function tablesOf2(sandboxImage: string): readonly TomlTable[] {
  const images = ["plugins", "io.containerd.cri.v1.images"];
  const runtime = ["plugins", "io.containerd.cri.v1.runtime"];
  const runc = [...runtime, "containerd", "runtimes", "runc"];
  return [
    { path: [...images, "pinned_images"], entries: { sandbox: sandboxImage } },
    { path: [...images, "registry"], entries: { config_path: registriesDirectory } },
    { path: [...runtime, "cni"], entries: { conf_dir: confDir } },
    { path: runc, entries: { runtime_type: runtimeType } },
    { path: [...runc, "options"], entries: { SystemdCgroup: true } },
  ];
}

/** From the line of `containerd --version`: name, module, version, revision. */
export function containerdMajor(versionLine: string): number {
  const [, major] = /\sv?(\d+)\.\d+\.\d+/.exec(versionLine) ?? [];
  return Number(major ?? 1);
}
