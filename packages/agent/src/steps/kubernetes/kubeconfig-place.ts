import { AppError } from "@quorate/shared/errors";
import type { HostFiles } from "../../host/host.ts";

/** Where a user's kubeconfig is, and whose. */
export interface KubeconfigPlace {
  readonly user: string;
  readonly directory: string;
  readonly path: string;
}

/** Of a user of this host. Rejects FILE_ACCESS_FAILED when there is no such user, or no home. */
export async function kubeconfigPlace(
  files: Pick<HostFiles, "read" | "status">,
  user: string,
): Promise<KubeconfigPlace> {
  const home = homeOf((await files.read("/etc/passwd")) ?? "", user);
  if (home === undefined) {
    throw new AppError("FILE_ACCESS_FAILED", `this host has no user "${user}" in /etc/passwd`, {
      hint: `create the user (useradd --create-home ${user}), or take it out of spec.kubernetes.kubectlUsers`,
    });
  }
  if ((await files.status(home)) === undefined) {
    throw new AppError("FILE_ACCESS_FAILED", `the home ${home} of user "${user}" is not there`, {
      hint: `create it, owned by ${user}, or take the user out of spec.kubernetes.kubectlUsers`,
    });
  }
  const directory = `${home === "/" ? "" : home}/.kube`;
  return { user, directory, path: `${directory}/config` };
}

/** Without a slash at its end, unless it is the root itself. */
export function homeOf(passwd: string, user: string): string | undefined {
  const row = passwd.split("\n").find((line) => line.startsWith(`${user}:`));
  const home = row?.split(":")[5]?.replace(/(?<=.)\/+$/, "");
  if (home?.startsWith("/")) return home;
  return user === "root" ? "/root" : undefined;
}

/** Larger than any kubeconfig; what is larger is not read. */
const maxBytes = 1_048_576;

/**
 * Of a place where a user may put what he likes, a pipe without end among it. Undefined when nothing is there; "" for what is no
 * plain file, which is never equal to a kubeconfig.
 */
export async function kubeconfigText(
  files: Pick<HostFiles, "read" | "status">,
  path: string,
): Promise<string | undefined> {
  const status = await files.status(path);
  if (!status) return undefined;
  return status.kind === "file" && status.size <= maxBytes ? ((await files.read(path)) ?? "") : "";
}

/** What kubeadm writes anew when it renews the certificate; all else says whose cluster and whose identity it is. */
const renewed = /^(\s*client-(?:certificate|key)-data:).*$/gm;

/** An older copy of the same file: the same cluster, address, user and context, perhaps with an earlier certificate. */
export function isOlderCopy(text: string, current: string): boolean {
  return text.replace(renewed, "$1") === current.replace(renewed, "$1");
}
