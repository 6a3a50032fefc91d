import { z } from "zod";
import { hostNamePattern } from "../ids.ts";

/** Grammars of what may appear in a step's input. Checked by the coordinator before a lease leaves and by the agent again. */
export const hostName = z.string().regex(hostNamePattern, "not an RFC 1123 label");
export const ipAddress = z.union([z.ipv4(), z.ipv6()]);
export const port = z.int().min(1).max(65535);
/** Absolute, normalised, without NUL, "." or ".." parts; at most 255 characters. */
export const filePath = z
  .string()
  .max(255)
  .regex(/^(?:\/(?!\.{1,2}(?:\/|$))[A-Za-z0-9._@:+-]+)+$/, "not a plain absolute path");
/** systemd unit name with its suffix. */
export const unitName = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9_.@-]{0,120}\.(?:service|socket|target|timer)$/, "not a unit name");
/** Package names of Debian and of Fedora alike. */
export const packageName = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9+._-]{0,100}$/, "not a package name");
/** A package version or a prefix of it that ends with "*": 1.2.3-4, 3.4.*; epochs and tildes included. */
export const versionPattern = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9.+~:_-]{0,100}\*?$/, "not a version");
export const interfaceName = z.string().regex(/^[A-Za-z0-9_][A-Za-z0-9_.@-]{0,14}$/, "not an interface name");
export const sysctlKey = z.string().regex(/^[a-z0-9_]+(?:[./][A-Za-z0-9_-]+)+$/, "not a sysctl key");
export const sysctlValue = z.string().regex(/^[A-Za-z0-9 \t._-]{1,128}$/, "not a sysctl value");
export const moduleName = z.string().regex(/^[a-z0-9_-]{1,64}$/, "not a kernel module name");
export const secretName = z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/);
export const userName = z.string().regex(/^[a-z_][a-z0-9_-]{0,31}$/, "not a user name");
/** Printable text of one line. */
export const line = z
  .string()
  .max(512)
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it refuses
  .regex(/^[^\x00-\x1f\x7f]*$/, "control characters are not allowed");
export const sha256 = z.string().regex(/^[0-9a-f]{64}$/, "not a sha256 in hexadecimal");
/** 64-bit id, hexadecimal without prefix and without leading zeros, as etcd prints it. */
export const etcdId = z.string().regex(/^[1-9a-f][0-9a-f]{0,15}$/);
export const milliseconds = z.int().min(1).max(3_600_000);
