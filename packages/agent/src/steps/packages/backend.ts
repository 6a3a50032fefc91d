import type { StepInput } from "@quorate/shared/step/contract";

export type InstallInput = StepInput<"package.install">;
export type WantedPackage = InstallInput["packages"][number];

/** A package as the host has it. */
export interface InstalledPackage {
  readonly name: string;
  readonly version: string;
  readonly held: boolean;
  /** False for one that is unpacked but not configured. */
  readonly complete: boolean;
}

/** One package of a transaction, with the exact version that was chosen. */
export interface ChosenPackage {
  readonly wanted: WantedPackage;
  readonly version: string;
  /** An older version than the installed one; only an exact version in the spec asks for that. */
  readonly downgrade: boolean;
}

/** What the two families of package managers have in common. Every member may reject PACKAGE_LOCKED. */
export interface PackageBackend {
  /** Read with one program start; packages that are not installed are left out. */
  installed(names: readonly string[]): Promise<readonly InstalledPackage[]>;
  /** Versions that the repositories offer, best first: what the package manager itself would take comes first. */
  offered(names: readonly string[]): Promise<ReadonlyMap<string, readonly string[]>>;
  /** Reads the repositories anew. */
  refresh(): Promise<void>;
  /** Is `version` older than what is installed. */
  isOlder(version: string, than: string): Promise<boolean>;
  /** All in one transaction. */
  install(packages: readonly ChosenPackage[]): Promise<void>;
  hold(names: readonly string[]): Promise<void>;
}
