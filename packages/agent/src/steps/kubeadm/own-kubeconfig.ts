import { caHash } from "@quorate/shared/ca-hash";
import type { HostFiles } from "../../host/host.ts";
import { homeOf, kubeconfigText } from "../kubernetes/kubeconfig-place.ts";

/** Every CA whose cluster this host is, or was a moment ago. */
export async function knownCas(files: Pick<HostFiles, "read">, paths: readonly string[]): Promise<readonly string[]> {
  const texts = await Promise.all(paths.map((path) => files.read(path)));
  return texts.flatMap((text) => hashOf(text) ?? []);
}

/** ~/.kube/config of these users, where it leads to one of the clusters; anybody else's stays. */
export async function ownKubeconfigs(
  files: Pick<HostFiles, "read" | "status">,
  users: readonly string[],
  cas: readonly string[],
): Promise<readonly string[]> {
  const passwd = (await files.read("/etc/passwd")) ?? "";
  const homes = users.flatMap((user) => homeOf(passwd, user) ?? []);
  const paths = homes.map((home) => `${home === "/" ? "" : home}/.kube/config`);
  const texts = await Promise.all(paths.map((path) => kubeconfigText(files, path)));
  return paths.filter((_path, at) => {
    const hash = clusterCa(texts[at]);
    return hash !== undefined && cas.includes(hash);
  });
}

function clusterCa(kubeconfig: string | undefined): string | undefined {
  const data = /certificate-authority-data:\s*"?([A-Za-z0-9+/=]+)/.exec(kubeconfig ?? "")?.[1];
  return data === undefined ? undefined : hashOf(Buffer.from(data, "base64").toString("utf8"));
}

function hashOf(pem: string | undefined): string | undefined {
  try {
    return pem === undefined ? undefined : caHash(pem);
  } catch {
    return undefined;
  }
}
