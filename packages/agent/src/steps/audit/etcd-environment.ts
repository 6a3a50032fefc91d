import { codeLines, type Seen, textOf } from "./seen.ts";

/** etcd's configuration as the post writes it; ours is another file, in YAML. */
export const etcdConfig = "/etc/etcd/etcd.conf";
export const etcdUnitFiles = ["/etc/systemd/system/etcd.service", "/usr/lib/systemd/system/etcd.service"] as const;

export interface EtcdByHand {
  /** By their names without ETCD_; the last of a name counts, as for systemd. */
  readonly values: ReadonlyMap<string, string>;
  readonly text: string;
  /** Lines of the unit file; empty when there is none. */
  readonly unit: readonly string[];
}

/** Undefined where etcd is not configured so. */
export function etcdByHand(seen: Seen): EtcdByHand | undefined {
  const text = textOf(seen, etcdConfig);
  if (text === undefined) return undefined;
  const pairs = codeLines(text).flatMap(({ code }) => {
    const [, name, value = ""] = /^ETCD_(\w+)=(.*)$/.exec(code) ?? [];
    return name === undefined ? [] : [[name, value.replace(/^"(.*)"$/, "$1")] as const];
  });
  return { values: new Map(pairs), text, unit: unitLines(seen) };
}

function unitLines(seen: Seen): readonly string[] {
  const text = etcdUnitFiles.map((path) => textOf(seen, path)).find((each) => each !== undefined) ?? "";
  return codeLines(text).map(({ code }) => code);
}

/** Value of a key of the unit, without systemd's "-" for what may be absent. */
export function unitValue({ unit }: Pick<EtcdByHand, "unit">, key: string): string | undefined {
  const line = unit.find((each) => each.startsWith(`${key}=`));
  return line?.slice(key.length + 1);
}

export const withoutSlash = (path: string): string => (path.length > 1 ? path.replace(/\/+$/, "") : path);

/** Paths that the configuration names: to be looked at on the host. */
export function namedPaths(text: string | undefined): readonly string[] {
  return [...(text ?? "").matchAll(/^(?:ETCD_\w+|WorkingDirectory)=(\/[^\s"]*)$/gm)].map(([, path = ""]) =>
    withoutSlash(path),
  );
}
