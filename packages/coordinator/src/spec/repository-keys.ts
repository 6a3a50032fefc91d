import type { RepositorySpec } from "./cluster-spec.ts";
import type { Finding, Path } from "./problem.ts";
import type { CompleteFile } from "./schema/cluster-file.ts";
import { namedText, type SpecFiles } from "./spec-files.ts";

type Written = CompleteFile["spec"]["packages"]["repositories"][number];
interface KeyFields {
  readonly publicKey?: string | undefined;
  readonly publicKeyFile?: string | undefined;
}

const maxKey = 65_536;
const example = "export it with: gpg --armor --export KEY-ID";

/** Puts the key itself in the place of a key file's name; what is wrong goes to `findings`. */
export function withKeys(written: readonly Written[], files: SpecFiles, findings: Finding[]): RepositorySpec[] {
  return written.map((entry, index) => {
    const path: Path = ["spec", "packages", "repositories", index];
    if (entry.apt === undefined && entry.yum === undefined) {
      findings.push({ path, message: "this repository has neither apt nor yum: give the form that the hosts need" });
    }
    const key = (form: "apt" | "yum", fields: KeyFields): string => keyOf(fields, [...path, form], files, findings);
    const { id, title, apt, yum } = entry;
    return {
      id,
      title,
      ...(apt && {
        apt: { uris: apt.uris, suites: apt.suites, components: apt.components, publicKey: key("apt", apt) },
      }),
      ...(yum && { yum: { baseurl: yum.baseurl, exclude: yum.exclude, publicKey: key("yum", yum) } }),
    };
  });
}

function keyOf(fields: KeyFields, path: Path, files: SpecFiles, findings: Finding[]): string {
  const { publicKey, publicKeyFile } = fields;
  if ((publicKey === undefined) === (publicKeyFile === undefined)) {
    const message = "give the key that signs the repository, either as publicKey or as publicKeyFile";
    findings.push({ path, message: publicKey === undefined ? message : `${message}, not both` });
    return "";
  }
  const field = publicKeyFile === undefined ? "publicKey" : "publicKeyFile";
  const read = publicKeyFile === undefined ? { text: publicKey ?? "" } : namedText(publicKeyFile, files);
  const wrong = read.wrong ?? keyProblem(read.text ?? "");
  if (wrong !== undefined) findings.push({ path: [...path, field], message: wrong });
  return read.text ?? "";
}

function keyProblem(text: string): string | undefined {
  if (text.includes("PRIVATE KEY")) return `this is a private key: never hand it out; ${example}`;
  if (text.length > maxKey) return `the key is larger than ${maxKey / 1024} KiB: ${example}`;
  const armoured =
    text.startsWith("-----BEGIN PGP PUBLIC KEY BLOCK-----") && text.includes("-----END PGP PUBLIC KEY BLOCK-----");
  return armoured ? undefined : `this is not an ASCII-armoured OpenPGP public key: ${example}`;
}
