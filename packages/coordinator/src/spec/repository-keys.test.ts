import { AppError } from "@quorate/shared/errors";
import { describe, expect, it } from "vitest";
import { parseSpec } from "./parse-spec.ts";
import type { ReadFile } from "./spec-files.ts";

const key = "-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nmQENBF\n-----END PGP PUBLIC KEY BLOCK-----\n";
const head = `apiVersion: quorate.dev/v1alpha1
kind: Cluster
metadata: { name: prod }
spec:
  hosts:
    - { name: a, address: 10.20.0.11 }
    - { name: b, address: 10.20.0.12 }
    - { name: c, address: 10.20.0.13 }
  endpoint: { vip: 10.20.0.10 }
  packages:
    repositories:
      - id: docker-ce
        title: Docker CE
`;
const apt = (lines: string) => `${head}        apt:
          uris: ["https://download.docker.com/linux/debian"]
          suites: [bookworm]
          components: [stable]
${lines}`;
const armour = (indent: number) => key.replaceAll(/^(?=.)/gm, " ".repeat(indent));

function refusal(text: string, readFile?: ReadFile): string {
  try {
    parseSpec(text, "c", readFile === undefined ? {} : { readFile });
  } catch (error) {
    return AppError.from(error).message;
  }
  return "";
}

const problems: readonly (readonly [what: string, lines: string, readFile: ReadFile | undefined, says: string])[] = [
  ["no key", "", undefined, "c:14:9 spec.packages.repositories[0].apt: give the key that signs the repository"],
  [
    "two keys",
    `          publicKeyFile: a\n          publicKey: |\n${armour(12)}`,
    () => key,
    "either as publicKey or as publicKeyFile, not both",
  ],
  [
    "a file that is not there",
    "          publicKeyFile: a.asc\n",
    () => undefined,
    "c:18:26 spec.packages.repositories[0].apt.publicKeyFile: there is no file a.asc beside this spec",
  ],
  ["a file where none can be read", "          publicKeyFile: a.asc\n", undefined, "there is no file a.asc"],
  [
    "a file that cannot be read",
    "          publicKeyFile: a.asc\n",
    () => {
      throw new Error("EACCES: permission denied");
    },
    "the file a.asc cannot be read: EACCES: permission denied",
  ],
  [
    "a binary key",
    "          publicKeyFile: a.gpg\n",
    () => "\u0099\u0001",
    "this is not an ASCII-armoured OpenPGP public key: export it with: gpg --armor --export",
  ],
  [
    "half a key",
    "          publicKeyFile: a.asc\n",
    () => key.slice(0, 50),
    "this is not an ASCII-armoured OpenPGP public key",
  ],
  [
    "a key that is too large",
    "          publicKeyFile: a.asc\n",
    () => key.replace("mQ", "x".repeat(70_000)),
    "the key is larger than 64 KiB",
  ],
  [
    "a private key",
    "          publicKeyFile: a.asc\n",
    () => "-----BEGIN PGP PRIVATE KEY BLOCK-----\nhunter2",
    "this is a private key",
  ],
];

describe("the key of a repository", () => {
  it("is read from the file that the spec names", () => {
    const asked: string[] = [];
    const readFile = (name: string) => {
      asked.push(name);
      return key;
    };
    const spec = parseSpec(apt("          publicKeyFile: keys/docker.asc\n"), "c", { readFile });
    expect(asked).toEqual(["keys/docker.asc"]);
    expect(spec.packages.repositories).toEqual([
      {
        id: "docker-ce",
        title: "Docker CE",
        apt: {
          uris: ["https://download.docker.com/linux/debian"],
          suites: ["bookworm"],
          components: ["stable"],
          publicKey: key,
        },
      },
    ]);
  });

  it.each(["\n", "\r\n"])("may stand in the spec itself, in lines that end with %j", (newline) => {
    const text = `${head}        yum:\n          baseurl: https://example.com/el7\n          publicKey: |\n${armour(12)}`;
    const [repository] = parseSpec(text.replaceAll("\n", newline), "c").packages.repositories;
    expect(repository?.yum).toEqual({ baseurl: "https://example.com/el7", publicKey: key, exclude: [] });
  });

  it.each(problems)("%s is a problem", (_what, lines, readFile, says) => {
    const message = refusal(apt(lines), readFile);
    expect(message).toContain(says);
    expect(message).not.toContain("hunter2");
  });

  it("is asked for only where there is a repository: one without apt and yum is refused", () => {
    expect(refusal(head)).toContain("c:12:9 spec.packages.repositories[0]: this repository has neither apt nor yum");
  });

  it("belongs to one id", () => {
    const twice = apt("          publicKeyFile: a\n").concat(
      apt("          publicKeyFile: a\n").slice(head.indexOf("      - id")),
    );
    expect(refusal(twice, () => key)).toContain("repositories[1].id: docker-ce is also the id of repositories[0]");
  });
});
