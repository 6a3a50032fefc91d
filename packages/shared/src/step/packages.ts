import { z } from "zod";
import { line, milliseconds, packageName, sha256, unitName, url, versionPattern } from "./grammar.ts";

/** "./" is one, and a path may be. */
const suite = z.string().regex(/^(?!.*\.\.)[A-Za-z0-9./][A-Za-z0-9._/-]{0,63}$/, "not a suite or component");
/** ASCII-armoured public key. */
const publicKey = z.string().max(65_536).startsWith("-----BEGIN PGP PUBLIC KEY BLOCK-----");

export const repository = {
  input: z.strictObject({
    id: z.string().regex(/^[a-z0-9][a-z0-9-]{0,40}$/),
    title: line,
    apt: z
      .strictObject({
        uris: z.array(url).min(1).max(8),
        suites: z.array(suite).min(1),
        components: z.array(suite),
        /** The key that signs the repository; required: an unsigned repository is refused. */
        publicKey,
      })
      .optional(),
    yum: z
      .strictObject({
        baseurl: url,
        publicKey,
        /** Packages that only a step may update. */ exclude: z.array(packageName),
      })
      .optional(),
  }),
  output: z.strictObject({}),
};

const wantedPackage = z.strictObject({
  name: packageName,
  /** Exact, or a prefix that ends with "*"; absent: whatever the repositories offer, and any installed version counts. */
  version: versionPattern.optional(),
  /** Held back from `apt upgrade` / excluded by versionlock. */
  hold: z.boolean(),
});

export const packages = {
  input: z.strictObject({
    packages: z.array(wantedPackage).min(1).max(64),
    /** Units that must not start by themselves when their package is installed. */
    keepStopped: z.array(unitName).max(32),
    lockWaitMs: milliseconds,
    /** The repository in this bundle, which the host has, and no other; absent: the host's own repositories. */
    bundle: sha256.optional(),
  }),
  output: z.strictObject({ installed: z.record(z.string(), z.string()) }),
};
