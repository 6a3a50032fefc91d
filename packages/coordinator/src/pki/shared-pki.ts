import { createPublicKey } from "node:crypto";
import { publicKeyHash } from "@quorate/shared/ca-hash";
import type { SharedPki } from "../plan/shared-pki.ts";
import type { AuthorityStore } from "./authority-store.ts";

/** The public half of what the control-plane hosts share; all of it is made at its first use. Throws as the store does. */
export async function sharedPki(store: Pick<AuthorityStore, "get" | "serviceAccountKey">): Promise<SharedPki> {
  const [kubernetes, frontProxy, etcd, accounts] = await Promise.all([
    store.get("kubernetes"),
    store.get("kubernetes-front-proxy"),
    store.get("kubernetes-etcd"),
    store.serviceAccountKey(),
  ]);
  return {
    caPem: kubernetes.certificatePem,
    caHash: kubernetes.caHash,
    frontProxyCaPem: frontProxy.certificatePem,
    frontProxyCaHash: frontProxy.caHash,
    serviceAccountPem: accounts.publicPem,
    serviceAccountHash: publicKeyHash(createPublicKey(accounts.publicPem)),
    etcdCaPem: etcd.certificatePem,
    etcdCaHash: etcd.caHash,
  };
}
