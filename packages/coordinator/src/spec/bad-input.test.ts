import { AppError } from "@quorate/shared/errors";
import { sentenceIn } from "@quorate/shared/texts/sentence-in";
import { describe, expect, it } from "vitest";
import { parseSpec } from "./parse-spec.ts";

const good = `apiVersion: quorate.dev/v1alpha1
kind: Cluster
metadata:
  name: prod
spec:
  profile: blog-k8s-1.15
  hosts:
    - { name: k8s-master90, address: 192.168.1.90 }
    - { name: k8s-master91, address: 192.168.1.91 }
    - { name: k8s-master93, address: 192.168.1.93 }
  endpoint:
    vip: 192.168.1.33
`;
const name91 = (name: string) => good.replace("name: k8s-master91", `name: ${name}`);
const more = (lines: string) => `${good}${lines}\n`;

function refusal(text: string): AppError {
  try {
    parseSpec(text, "cluster.yaml");
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  throw new Error("the text was accepted");
}

/** What is wrong, the text, and the beginning of the line that must say so. */
const corpus: readonly (readonly [what: string, text: string, says: string])[] = [
  ["an empty file", "", "cluster.yaml:1:1: the file is empty"],
  ["a file of comments", "# nothing\n", "cluster.yaml:1:1: the file is empty"],
  ["a list", "- a\n- b\n", "cluster.yaml:1:1: the file is a list"],
  ["a single word", "hello\n", "cluster.yaml:1:1: the file is a single value"],
  ["another format's version", good.replace("v1alpha1", "v9"), 'cluster.yaml:1:13 apiVersion: "quorate.dev/v9" is not'],
  ["another kind", good.replace("Cluster", "Deployment"), 'cluster.yaml:2:7 kind: "Deployment" is not understood'],
  ["no kind", good.replace("kind: Cluster\n", ""), "cluster.yaml:1:1 kind: is missing: write Cluster"],
  ["no spec", good.slice(0, good.indexOf("spec:")), "cluster.yaml:1:1 spec: is missing"],
  ["an empty spec", `${good.slice(0, good.indexOf("spec:"))}spec:\n`, "cluster.yaml:5:1 spec: has no value"],
  [
    "a spec that is a list",
    `${good.slice(0, good.indexOf("spec:"))}spec: []\n`,
    "cluster.yaml:5:7 spec: a list is not a map",
  ],
  ["no hosts", good.replace(/ {2}hosts:\n(?: {4}-.*\n)+/, ""), "cluster.yaml:5:1 spec.hosts: is missing"],
  [
    "hosts without hyphens",
    good
      .replace(/ {4}- /g, "    a: ")
      .replace(/a: (?=.*91)/, "b: ")
      .replace(/a: (?=.*93)/, "c: "),
    "cluster.yaml:7:3 spec.hosts: is not a list",
  ],
  ["no virtual IP", good.replace("    vip: 192.168.1.33\n", ""), "cluster.yaml:11:3 spec.endpoint.vip: is missing"],
  [
    "a virtual IP without value",
    good.replace("vip: 192.168.1.33", "vip:"),
    "cluster.yaml:12:5 spec.endpoint.vip: has no value",
  ],
  [
    "a wrong type",
    more("  etcd:\n    certificateDays: many"),
    'cluster.yaml:14:22 spec.etcd.certificateDays: "many" is not a whole number from 1 to 3650',
  ],
  [
    "a version that YAML reads as a number",
    more("  kubernetes:\n    version: 1.20"),
    "cluster.yaml:14:14 spec.kubernetes.version: 1.2 is not a full Kubernetes version; for example 1.15.1 (YAML reads a number here: put it in quotes)",
  ],
  [
    "a duration without unit",
    more("  etcd:\n    startWindow: 60"),
    "cluster.yaml:14:18 spec.etcd.startWindow: 60 is not a duration from 5s to 10m",
  ],
  [
    "a section that is a word",
    more("  etcd: yes please"),
    'cluster.yaml:13:9 spec.etcd: "yes please" is not a map of version',
  ],
  [
    "an unknown key",
    more("  etcd:\n    datadir: /x"),
    "cluster.yaml:14:5 spec.etcd.datadir: unknown key; did you mean dataDir?",
  ],
  [
    "an unknown key that resembles nothing",
    more("  zzzzzzzz: 1"),
    "cluster.yaml:13:3 spec.zzzzzzzz: unknown key; known here: profile, hosts",
  ],
  ["a key twice", more("  profile: current"), "cluster.yaml:13:3 spec.profile: this key is already in line 6"],
  ["__proto__ at the root", `${good}__proto__: { polluted: true }\n`, "cluster.yaml:13:1 __proto__: unknown key"],
  ["__proto__ in the spec", more("  __proto__: { polluted: true }"), "cluster.yaml:13:3 spec.__proto__: unknown key"],
  [
    "__proto__ as a package",
    more("  packages:\n    versions: { __proto__: null }"),
    "cluster.yaml:14:17 spec.packages.versions.__proto__: ",
  ],
  [
    "__proto__ as a sysctl",
    more("  system:\n    sysctl: { __proto__: { a: 1 } }"),
    "cluster.yaml:14:15 spec.system.sysctl.__proto__: ",
  ],
  ["constructor as a key", more("  constructor: 1"), "cluster.yaml:13:3 spec.constructor: unknown key"],
  [
    "a password",
    more("  endpont:\n    password: hunter2"),
    "cluster.yaml:13:3 spec.endpont: unknown key; did you mean endpoint?",
  ],
  [
    "a shell command as a name",
    name91('";$(reboot)"'),
    'cluster.yaml:9:15 spec.hosts[1].name: ";$(reboot)" is not a host name',
  ],
  [
    "backticks in a name",
    name91('"a`reboot`"'),
    'cluster.yaml:9:15 spec.hosts[1].name: "a`reboot`" is not a host name',
  ],
  ["backticks without quotes", name91("`reboot`"), "cluster.yaml:9:15: a value may not start with this character"],
  ["a newline in a name", name91('"a\\nb"'), 'cluster.yaml:9:15 spec.hosts[1].name: "a\\nb" is not a host name'],
  [
    "a trailing newline in a name",
    name91('"k8s-master91\\n"'),
    'cluster.yaml:9:15 spec.hosts[1].name: "k8s-master91\\n" is not',
  ],
  ["a leading hyphen in a name", name91("-rf"), 'cluster.yaml:9:15 spec.hosts[1].name: "-rf" is not a host name'],
  ["capital letters in a name", name91("Master"), 'cluster.yaml:9:15 spec.hosts[1].name: "Master" is not a host name'],
  ["a name of 64 characters", name91("a".repeat(64)), "cluster.yaml:9:15 spec.hosts[1].name: "],
  ["localhost as a name", name91("localhost"), 'cluster.yaml:9:15 spec.hosts[1].name: "localhost" is not a host name'],
  [
    "an escape sequence in a name",
    name91('"\\e[31m\\x9b"'),
    'cluster.yaml:9:15 spec.hosts[1].name: "\\u001b[31m\\u009b" is not',
  ],
  [
    "a shell command as an interface",
    good.replace("192.168.1.91", '192.168.1.91, interface: "eth0;reboot"'),
    "cluster.yaml:9:63 spec.hosts[1].interface: ",
  ],
  ["a path with dots", more("  etcd:\n    dataDir: /var/lib/../lib/etcd"), "cluster.yaml:14:14 spec.etcd.dataDir: "],
  [
    "a DNS name as an address",
    good.replace("192.168.1.91", "db.example.com"),
    "cluster.yaml:9:38 spec.hosts[1].address: ",
  ],
  [
    "loopback as an address",
    good.replace("192.168.1.91", "127.0.0.1"),
    'cluster.yaml:9:38 spec.hosts[1].address: "127.0.0.1" is not',
  ],
  [
    "an IPv4 address in IPv6 disguise",
    good.replace("192.168.1.91", '"::ffff:192.168.1.91"'),
    "cluster.yaml:9:38 spec.hosts[1].address: ",
  ],
  ["a tab as indentation", good.replace("    vip", "\tvip"), "cluster.yaml:12:1: a tab indents this line"],
  ["two documents", `${good}---\n${good}`, "cluster.yaml:13:1: a second document starts here"],
  ["an anchor and an alias", more("  x: &a 1\n  y: *a"), "cluster.yaml:13:6: an anchor (&name) is not allowed"],
  ["a tag", good.replace("name: prod", "name: !!str prod"), "cluster.yaml:4:9: a tag (!name) is not allowed"],
  ["a directive", `%YAML 1.1\n---\n${good}`, "cluster.yaml:1:1: a directive (%…) is not allowed"],
  ["a complex key", more("  ? [a]\n  : b"), "cluster.yaml:13:3: a complex key"],
  ["a merge key", more("  <<: { profile: current }"), 'cluster.yaml:13:3 spec["<<"]: unknown key'],
  ["a missing quote", good.replace("name: prod", 'name: "prod'), "cluster.yaml:"],
  ["wrong indentation", good.replace("  profile", "   profile"), "cluster.yaml:7:1: the indentation is wrong"],
  ["two colons in a line", good.replace("name: prod", "name: prod: x"), 'cluster.yaml:4:9: two ": " in one line'],
  ["NUL", good.replace("prod", "pr\0od"), "cluster.yaml:4:11: the character U+0000"],
  ["an escape character", good.replace("prod", "pr\u001bod"), "cluster.yaml:4:11: the character U+001B"],
  [
    "bytes that are not UTF-8",
    Buffer.from([...Buffer.from(good), 0x23, 0xff, 0xfe]).toString(),
    "cluster.yaml:13:2: bytes that are not UTF-8",
  ],
  ["half a character", good.replace("prod", "pr\ud800od"), "cluster.yaml:4:11: the character U+D800"],
  ["text that runs from right to left", good.replace("prod", "pr\u202eod"), "cluster.yaml:4:11: the character U+202E"],
  [
    "CRLF with a mistake",
    good.replace("1.91", "1.391").replaceAll("\n", "\r\n"),
    'cluster.yaml:9:38 spec.hosts[1].address: "192.168.1.391"',
  ],
  ["a byte order mark with a mistake", `\ufeff${good.replace("v1alpha1", "v9")}`, "cluster.yaml:1:13 apiVersion: "],
];

const bombs: readonly (readonly [what: string, text: string, says: string])[] = [
  [
    "billion laughs",
    `a: &a [x, x]\n${[..."bcdefghij"].map((c, i) => `${c}: &${c} [${Array.from({ length: 9 }, () => `*${"abcdefghij"[i]}`).join(", ")}]`).join("\n")}\n`,
    "cluster.yaml:1:4: an anchor",
  ],
  ["10 MB of text", "a: b\n".repeat(2_000_000), "cluster.yaml:1:1: the file is larger than 256 KiB"],
  ["10 MB in one value", `a: ${"x".repeat(10_000_000)}`, "cluster.yaml:1:1: the file is larger than 256 KiB"],
  ["90,000 characters of three bytes", "あ".repeat(90_000), "cluster.yaml:1:1: the file is larger than 256 KiB"],
  ["lists in lists in one line", "[".repeat(200_000), "cluster.yaml:1:33: nested too deeply"],
  [
    "a deep list behind many closed ones",
    `a: [${"[], ".repeat(200)}${"[".repeat(200)}`,
    "cluster.yaml:1:836: nested too deeply",
  ],
  ["maps in maps in one line", "{a: ".repeat(60_000), "cluster.yaml:1:129: nested too deeply"],
  ["hyphens in one line", `${"- ".repeat(120_000)}x`, "cluster.yaml:1:65: nested too deeply"],
  [
    "maps in maps by indentation",
    Array.from({ length: 600 }, (_, i) => `${" ".repeat(i)}a:`).join("\n"),
    "cluster.yaml:162:1: nested too deeply",
  ],
  [
    "maps in maps up to the limit of indentation",
    Array.from({ length: 150 }, (_, i) => `${" ".repeat(i)}a:`).join("\n"),
    "cluster.yaml:26:26 a.a.a",
  ],
  ["question marks", "? ".repeat(120_000), "cluster.yaml:1:1: a complex key"],
  ["25,000 keys", Array.from({ length: 25_000 }, (_, i) => `k${i}: 1`).join("\n"), "cluster.yaml:"],
  ["1,400 keys", Array.from({ length: 1400 }, (_, i) => `k${i}: 1`).join("\n"), "cluster.yaml:1:1 "],
  [
    "1,200 hosts",
    `${good}${"  hosts:\n"}${"    - {}\n".repeat(1200)}`,
    "cluster.yaml:13:3 spec.hosts: this key is already",
  ],
  ["tags", "- !x\n".repeat(50_000), "cluster.yaml:1:3: a tag"],
  ["newlines", "\n".repeat(260_000), "cluster.yaml:"],
  ["comments", "#\n".repeat(130_000), "cluster.yaml:"],
  ["documents", "---\n".repeat(60_000), "cluster.yaml:"],
  ["wrong brackets", `a: ${"[}".repeat(100_000)}`, "cluster.yaml:"],
  ["quotes", '"\n'.repeat(100_000), "cluster.yaml:"],
  ["one key of 200,000 characters", `${"a".repeat(200_000)}: 1`, "cluster.yaml:1:1"],
  [
    "one path of 200,000 characters",
    more(`  etcd:\n    dataDir: ${"/a".repeat(100_000)}`),
    "cluster.yaml:14:14 spec.etcd.dataDir: ",
  ],
  [
    "one address of 200,000 characters",
    good.replace("192.168.1.91", `"${":".repeat(200_000)}"`),
    "cluster.yaml:9:38 spec.hosts[1].address: ",
  ],
  [
    "one duration of 200,000 digits",
    more(`  etcd:\n    startWindow: "${"1".repeat(200_000)}s"`),
    "cluster.yaml:14:18 spec.etcd.startWindow: ",
  ],
];

describe("a spec that is wrong", () => {
  it.each(corpus)("%s is refused with its place", (_what, text, says) => {
    const error = refusal(text);
    expect(error.code).toBe("SPEC_INVALID");
    expect(
      error.message.split("\n").some((line) => line.startsWith(says)),
      error.message,
    ).toBe(true);
  });

  it.each(corpus)("%s is told in Chinese, but for names and what the parser of YAML says", (_what, text) => {
    for (const line of sentenceIn("zh", refusal(text).message).split("\n")) {
      const told = line.replace(/^\S+?:\d+:\d+[^:]*: /, "").replace(/"[^"]*"|`[^`]*`|\{.*\}/g, "");
      expect(told).toMatch(/\p{Script=Han}/u);
      expect(told).not.toMatch(/\b(?:is|the|a|an|of|not|for|give|with)\b/);
    }
  });

  it.each(bombs)("fault 58: %s cost less than 100 ms of the processor", (_what, text, says) => {
    const times: number[] = [];
    for (let round = 0; round < 3; round += 1) {
      const start = process.threadCpuUsage();
      const { message } = refusal(text);
      const { user, system } = process.threadCpuUsage(start);
      times.push((user + system) / 1_000);
      expect(message.slice(0, says.length), message.slice(0, 400)).toBe(says);
      expect(message.length).toBeLessThan(10_000);
    }
    // The best of three: the collector may be busy, the parser must not be.
    expect(Math.min(...times)).toBeLessThan(100);
  });
});

it("fault 58: leaves the prototype of objects alone", () => {
  refusal(more("  __proto__: { polluted: true }"));
  expect(Object.hasOwn(Object.prototype, "polluted")).toBe(false);
});
