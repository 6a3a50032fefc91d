import type { RepositorySpec } from "./cluster-spec.ts";
import type { Finding, Path } from "./problem.ts";
import type { CompleteFile } from "./schema/cluster-file.ts";

/** Text of a file that the spec names, by the name it has there; undefined when there is none. May throw. */
export type ReadFile = (name: string) => string | undefined;

type Written = CompleteFile["spec"]["packages"]["repositories"][number];
interface KeyFields {
  readonly publicKey?: string | undefined;
  readonly publicKeyFile?: string | undefined;
}

const maxKey = 65_536;
const example = "export it with: gpg --armor --export KEY-ID";

/** Puts the key itself in the place of a key file's name; what is wrong goes to `findings`. */
export function withKeys(
  written: readonly Written[],
  readFile: ReadFile | undefined,
  findings: Finding[],
): RepositorySpec[] {
  return written.map((entry, index) => {
    const path: Path = ["spec", "packages", "repositories", index];
    if (entry.apt === undefined && entry.yum === undefined) {
      findings.push({ path, message: "this repository has neither apt nor yum: give the form that the hosts need" });
    }
    const key = (form: "apt" | "yum", fields: KeyFields): string => keyOf(fields, [...path, form], readFile, findings);
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

function keyOf(fields: KeyFields, path: Path, readFile: ReadFile | undefined, findings: Finding[]): string {
  const { publicKey, publicKeyFile } = fields;
  if ((publicKey === undefined) === (publicKeyFile === undefined)) {
    const message = "give the key that signs the repository, either as publicKey or as publicKeyFile";
    findings.push({ path, message: publicKey === undefined ? message : `${message}, not both` });
    return "";
  }
  const field = publicKeyFile === undefined ? "publicKey" : "publicKeyFile";
  const read = publicKeyFile === undefined ? { text: publicKey ?? "" } : fileText(publicKeyFile, readFile);
  const wrong = read.wrong ?? keyProblem(read.text ?? "");
  if (wrong !== undefined) findings.push({ path: [...path, field], message: wrong });
  return read.text ?? "";
}

function fileText(name: string, readFile: ReadFile | undefined): { text?: string; wrong?: string } {
  try {
    const text = readFile?.(name);
    return text === undefined
      ? { wrong: `there is no file ${name} beside this spec: the name is relative to the spec file` }
      : { text };
  } catch (error) {
    return { wrong: `the file ${name} cannot be read: ${error instanceof Error ? error.message : String(error)}` };
  }
}

function keyProblem(text: string): string | undefined {
  if (text.includes("PRIVATE KEY")) return `this is a private key: never hand it out; ${example}`;
  if (text.length > maxKey) return `the key is larger than ${maxKey / 1024} KiB: ${example}`;
  const armoured =
    text.startsWith("-----BEGIN PGP PUBLIC KEY BLOCK-----") && text.includes("-----END PGP PUBLIC KEY BLOCK-----");
  return armoured ? undefined : `this is not an ASCII-armoured OpenPGP public key: ${example}`;
}
