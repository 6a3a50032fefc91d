/** The public half of what all control-plane hosts of a cluster share. PEM. */
export interface SharedPki {
  readonly caPem: string;
  /** sha256:HEX over the DER SubjectPublicKeyInfo of the CA: what discovery pins. */
  readonly caHash: string;
  readonly frontProxyCaPem: string;
  /** As caHash, and so are the other hashes here. */
  readonly frontProxyCaHash: string;
  /** Public key that verifies service account tokens. */
  readonly serviceAccountPem: string;
  readonly serviceAccountHash: string;
  /** CA of stacked etcd; unused with external etcd. */
  readonly etcdCaPem: string;
  readonly etcdCaHash: string;
}
