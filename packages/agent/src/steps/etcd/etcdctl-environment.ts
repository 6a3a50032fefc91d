import type { EtcdMember } from "@quorate/shared/step/etcd";
import { type ManagedFile, managedFile } from "../managed-file.ts";
import { clientUrl } from "./member-urls.ts";

const environmentFile = "/etc/quorate/etcdctl.env";
const profileFile = "/etc/profile.d/quorate-etcdctl.sh";
export const etcdctlPaths = [profileFile, environmentFile] as const;

/** So that `bash -lc 'etcdctl member list'` works for root without flags; nobody else could read the key. */
export function etcdctlFiles(member: EtcdMember): readonly ManagedFile[] {
  const { clientCa, rootCert, rootKey } = member.certificates;
  const endpoints = member.members.map((each) => clientUrl(member, each.address)).join(",");
  const environment = [
    "# managed by quorate",
    "ETCDCTL_API=3",
    `ETCDCTL_ENDPOINTS=${endpoints}`,
    `ETCDCTL_CACERT=${clientCa}`,
    `ETCDCTL_CERT=${rootCert}`,
    `ETCDCTL_KEY=${rootKey}`,
  ];
  return [managedFile(environmentFile, `${environment.join("\n")}\n`, 0o600), managedFile(profileFile, profileScript)];
}

const profileScript = `# managed by quorate
# Root's etcdctl needs no flags.
if [ -r ${environmentFile} ] && [ "$(id -u)" = 0 ]; then
    set -a
    . ${environmentFile}
    set +a
fi
`;
