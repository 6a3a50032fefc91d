/** What a package holds and does, before it is known whether it becomes an rpm or a deb. */
export interface PackageContent {
  readonly name: string;
  readonly version: string;
  readonly release: string;
  /** "all": nothing in it depends on the processor. */
  readonly architecture: Architecture | "all";
  readonly summary: string;
  readonly description: string;
  /** As an SPDX expression. */
  readonly licence: string;
  readonly files: readonly PackageFile[];
  readonly links: Readonly<Record<string, string>>;
  /** Folders of the package's own, which go when it goes and are empty. */
  readonly folders: readonly string[];
  readonly needs: Readonly<Record<Format, readonly string[]>>;
  /** `bundled(nodejs-NAME) = VERSION`, which only rpm has a field for. */
  readonly bundles: readonly string[];
  readonly scripts: Scripts;
  /** Seconds since 1970: the only time in the package. */
  readonly seconds: number;
}

export const maintainer = "Quorate maintainers <maintainers@quorate.invalid>";

export type Format = "deb" | "rpm";
export type Architecture = "amd64" | "arm64";

export interface PackageFile {
  /** Where it is installed, from the root. */
  readonly path: string;
  readonly content: { readonly bytes: Buffer } | { readonly copy: string };
  readonly executable?: boolean;
  /** The administrator may change it: an upgrade keeps the change. */
  readonly config?: boolean;
  /** Only in packages of this format. */
  readonly only?: Format;
}

/** Bodies of POSIX shell scripts; the same words serve rpm's scriptlets and dpkg's maintainer scripts. */
export interface Scripts {
  /** May refuse the installation, by ending with another code than 0. */
  readonly beforeInstall?: string;
  readonly afterInstall?: string;
  readonly afterFirstInstall?: string;
  readonly afterUpgrade?: string;
  readonly beforeRemoval?: string;
  readonly afterRemoval?: string;
  /** dpkg alone knows it. */
  readonly purge?: string;
}

export const text = (words: string): { readonly bytes: Buffer } => ({ bytes: Buffer.from(words) });

export const rpmArchitecture = { all: "noarch", amd64: "x86_64", arm64: "aarch64" } as const;
