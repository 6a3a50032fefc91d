import type { AskEtcd } from "../etcd/json-exchange.ts";
import type { Ask } from "../kubernetes/health-question.ts";

/** Who is asked on the network; tests answer themselves. */
export interface KubeadmPeers {
  readonly ask: Ask;
  readonly askEtcd: AskEtcd;
}
