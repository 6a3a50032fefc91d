/** What a reset does with etcd's data. There is no default: each of them is wrong for somebody. */
export const etcdDataChoices = ["keep", "purge", "destroy"] as const;
export type EtcdData = (typeof etcdDataChoices)[number];

export function isEtcdData(text: string): text is EtcdData {
  return etcdDataChoices.some((choice) => choice === text);
}
