import type { WrittenSpec } from "../schema/cluster-file.ts";

type Value<T> = { readonly [K in keyof T]?: T[K] };
type SystemValues = NonNullable<WrittenSpec["system"]>;
export type ModuleList = NonNullable<SystemValues["modules"]>;

/** Values of a spec file that belong together, in the same form as in the file. */
export interface ProfileValues {
  readonly endpoint: Value<Omit<WrittenSpec["endpoint"], "vip">>;
  readonly etcd: NonNullable<WrittenSpec["etcd"]>;
  readonly packages: NonNullable<WrittenSpec["packages"]>;
  readonly system: Omit<SystemValues, "modules">;
  readonly preflight: NonNullable<WrittenSpec["preflight"]>;
  readonly kubernetes: NonNullable<WrittenSpec["kubernetes"]>;
  readonly runtime: Omit<NonNullable<WrittenSpec["runtime"]>, "name" | "version"> & {
    readonly name: "docker" | "containerd";
  };
}

export interface Profile {
  readonly values: ProfileValues;
  /** Used while spec.runtime names this runtime and no version. */
  readonly runtimeVersions: { readonly docker?: string; readonly containerd?: string };
  /** Packages beside the runtime's own, by the version that goes with `runtimeVersions`; not used where the file has another. */
  readonly runtimeCompanions: Readonly<Record<string, string>>;
  readonly modules: ModuleList;
  /** Needed besides `modules` for the way in which kube-proxy is to work. */
  readonly proxyModules: Readonly<Record<"iptables" | "ipvs" | "nftables", ModuleList>>;
}
