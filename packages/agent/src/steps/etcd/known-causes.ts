import type { CauseRow } from "../known-cause.ts";

/** What etcd 3.4 to 3.6 logs before it gives up or while it gets nowhere, most telling first; docs/causes.md says how each was provoked. */
export const etcdCauses: readonly CauseRow[] = [
  [
    /member \S+ has already been bootstrapped/,
    "ETCD_MEMBER_GONE",
    "the other members know this one, and its data is gone",
    "remove the member with `etcdctl member remove` and add it anew; never start it with initial-cluster-state existing",
  ],
  [
    /tocommit\(\d+\) is out of range \[lastIndex\(\d+\)\]/,
    "ETCD_MEMBER_GONE",
    "the member rejoined under its old id after it lost its data",
    "remove the member with `etcdctl member remove` and add it anew with an empty data directory",
  ],
  [
    /cluster ID mismatch/,
    "ETCD_CLUSTER_MISMATCH",
    "a peer belongs to another cluster: another token, other members, or old data",
    "find the peer that runs an older etcd; its data directory must be set aside before it may join",
  ],
  [
    /but missing from --initial-advertise-peer-urls|couldn't find local name|has different advertised URLs/,
    "ETCD_MEMBER_DIED",
    "the member's name or peer URL is not the one in initial-cluster",
    "two hosts may have the same name or address in spec.hosts",
  ],
  [
    /bind: address already in use/,
    "PORT_TAKEN",
    "another process holds one of its ports",
    "on the host: ss -ltnp; an older etcd or a static pod may still run",
  ],
  [
    /bind: cannot assign requested address/,
    "ETCD_MEMBER_DIED",
    "the host does not have the address that the member shall listen on",
    "compare the host's address with spec.hosts",
  ],
  [
    /certificate has expired or is not yet valid/,
    "CERTIFICATE_INVALID",
    "a certificate is not valid at this host's time",
    "set the clocks of all hosts; etcd wants them within a second",
  ],
  [
    /certificate specifies an incompatible key usage/,
    "CERTIFICATE_INVALID",
    "a certificate is used for what it was not issued for",
    "run `coordinator bootstrap` again: certificates.ensure replaces it",
  ],
  [
    /certificate signed by unknown authority/,
    "CERTIFICATE_INVALID",
    "a peer's certificate is of another CA",
    "run `coordinator bootstrap` again on all hosts of the cluster: certificates.ensure replaces it",
  ],
  [
    /does not match any of DNSNames|certificate is valid for .*, not |x509: cannot validate certificate/,
    "CERTIFICATE_INVALID",
    "a peer connects from an address that its certificate does not name",
    "the address in spec.hosts must be the one that the host's traffic leaves from",
  ],
  [
    /no space left on device/,
    "ETCD_MEMBER_DIED",
    "the disk of the data directory is full",
    "free space (etcd allocates 64 MB at once), then run again: the data directory can be used as it is",
  ],
  [
    /mvcc: database space exceeded|"alarm":"NOSPACE"/,
    "ETCD_MEMBER_DIED",
    "the database reached its quota",
    "compact, defragment, and `etcdctl alarm disarm`",
  ],
  [
    /permission denied/,
    "ETCD_MEMBER_DIED",
    "etcd's user may not read its certificates or use its data directory",
    "compare owner and mode of the paths in the evidence; SELinux may object too: ausearch -m avc",
  ],
  [
    /error verifying flags|unknown field|error unmarshaling JSON|cannot unmarshal/,
    "CONFIG_REJECTED",
    "this version of etcd does not understand its configuration file",
    "choose a version of etcd between 3.4 and 3.6 in the spec",
  ],
  [
    /remote error: tls: ((?:bad|expired|revoked|unknown) certificate|certificate required|unknown certificate authority)/,
    "CERTIFICATE_INVALID",
    "the other end of a connection refuses this member's certificate: $1",
    "read the journals of the other members: why it is refused is only logged there",
  ],
  [
    /cannot fetch cluster info from peer urls/,
    "ETCD_MEMBER_DIED",
    "no other member would tell it about the cluster",
    "read the journals of the other members: a refused certificate is only logged there",
  ],
];
