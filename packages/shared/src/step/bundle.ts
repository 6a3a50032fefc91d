import { z } from "zod";
import { sha256 } from "./grammar.ts";

/** GROUP/FILE or GROUP/FOLDER/FILE; Debian's versions bring "+", "~" and ":". Nothing begins with a dot or a hyphen. */
export const bundleFileName = z
  .string()
  .max(200)
  .regex(
    /^[a-z]{1,20}(?:\/[A-Za-z0-9][A-Za-z0-9._+~:@-]{0,150}){1,2}$/,
    "not the name of a file of a bundle: GROUP/FILE, of plain characters",
  );
/** As an octal number of a tar header's 11 digits can be: 8 GiB. */
export const bundleFileBytes = z.int().min(0).max(8_589_934_591);

/** Has these files of the coordinator's bundle on the host, each with its sum; what the host has of other bundles goes. */
export const bundleFetch = {
  input: z.strictObject({
    /** Which bundle: the sum of its list of files. */
    bundle: sha256,
    files: z
      .array(z.strictObject({ name: bundleFileName, sha256, bytes: bundleFileBytes }))
      .min(1)
      .max(2_048),
  }),
  output: z.strictObject({ fetched: z.int(), bytes: z.int() }),
};

/** Where the files of all bundles lie on a host. */
export const bundleRoot = "/var/cache/quorate/bundle";
/** Where the files of one bundle lie, each under its name. */
export const bundleDirectory = (bundle: string): string => `${bundleRoot}/${bundle.slice(0, 16)}`;
