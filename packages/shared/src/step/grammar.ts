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
/** A file below one of these directories: whatever a plan says, a step writes where it has business and nowhere else. */
export const fileBelow = (...roots: readonly [string, ...string[]]) =>
  filePath.refine((path) => roots.some((root) => path.startsWith(`${root}/`)), `not below ${roots.join(" or ")}`);
/** Certificates and keys of this product and of Kubernetes. */
export const pkiFile = fileBelow("/etc/quorate/pki", "/etc/kubernetes/pki");
/** As kubeadm writes them: kubectl runs the programs that a kubeconfig names. */
export const kubeconfigFile = fileBelow("/etc/kubernetes");
/** Where the files of the system itself are, or what is no disk: nothing there becomes a service's data, which a reset removes. */
export const systemDirectories: readonly string[] = [
  ...["/bin", "/boot", "/dev", "/etc", "/home", "/lib", "/lib32", "/lib64", "/proc", "/root", "/run", "/sbin", "/sys"],
  ...["/tmp", "/usr", "/var/run", "/var/tmp"],
];
/** Two parts at least, and no directory of the system. */
export const dataDirectory = filePath
  .refine((path) => path.lastIndexOf("/") > 0, "stands at the root")
  .refine(
    (path) => !systemDirectories.some((root) => path === root || path.startsWith(`${root}/`)),
    "in a directory of the system",
  );
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
export const moduleName = z.string().regex(/^[a-z0-9_][a-z0-9_-]{0,63}$/, "not a kernel module name");
export const secretName = z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/);
export const userName = z.string().regex(/^[a-z_][a-z0-9_-]{0,31}$/, "not a user name");
/** Printable text of one line, to every reader of files: Unicode has line ends of its own, and marks that reorder what is read. */
export const line = z
  .string()
  .max(512)
  .regex(
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it refuses
    /^[^\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069]*$/,
    "control characters and marks of direction are not allowed",
  );
/** http, https or file, without what ends a word in a configuration file. */
export const url = z
  .string()
  .max(512)
  .regex(/^(?:https?|file):\/\/[A-Za-z0-9._~:/@%+$-]+$/, "not an http, https or file url");
/** One word of a name: of a phase, a check, a component. No comma, which would make it two. */
export const word = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9/._-]{0,100}$/, "not a plain word");
/** Common name or organisation of a certificate: nothing that separates names where they are written in one line. */
export const subjectName = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9 ._:@-]{0,63}$/, "not a plain name");
export const sha256 = z.string().regex(/^[0-9a-f]{64}$/, "not a sha256 in hexadecimal");
/** 64-bit id, hexadecimal without prefix and without leading zeros, as etcd prints it. */
export const etcdId = z.string().regex(/^[1-9a-f][0-9a-f]{0,15}$/);
export const milliseconds = z.int().min(1).max(3_600_000);
