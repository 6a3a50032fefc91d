import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { operandsIn, operandsOf } from "./argv-operands.ts";

const sources = fileURLToPath(new URL("../../packages/agent/src", import.meta.url));

/** Values of the option before them: no program looks for an option there. */
const values = [
  "path",
  "file",
  "unit",
  "kubeletUnit",
  "tarball",
  "since",
  "format",
  "properties",
  "rpmRowFormat",
  "socket",
  "criSocket",
].concat([
  "selinuxBoolean",
  "`unix://$" + "{socket}`",
  "socketUrl(socket)",
  "String(count)",
  "String(lines)",
  "`$" + "{cache}/etcd`",
  "cwd",
]);
/** Lists that the same file spells out, of flags or of verbs. */
const lists = [
  "common",
  "source",
  "keepOldConfig",
  "allowed",
  "ours",
  "options",
  "flags",
  "this.#flags",
  "own",
  "skip",
  "ignore",
  "show",
  "verb",
].concat(["unpack", "when", "only", "keepOthers", "which", "again", "where", "args", "form", "from"]);
/** Words whose grammar lets none begin with a hyphen, numbers, and names behind a keyword of `ip`, `nft` and `dpkg`. */
const plain = [
  "name",
  "image",
  "id",
  "pid",
  "String(pid)",
  "address",
  "family",
  "table",
  "version",
  "than",
  "run.verb",
  "dry",
  "endpoint",
  "resource",
].concat(["about", "onHost(name)", "onHost(input.name)", 'isIPv6(address) ? "-6" : "-4"']);
/** yum knows no "--"; names of packages and ids of containers begin with a letter or a digit. */
const spread = ["names", "names(rest)", "names(back)", "found.ids"];

const known = new Set([...values, ...plain, ...[...lists, ...spread].map((name) => `...${name}`)]);
/** Lists of words that are no commands: lines of a file, and where a program's output goes. */
const isCommand = ({ file, command }: { readonly file: string; readonly command: string }): boolean =>
  !/(?:^|\/)(?:config|registry-hosts)\.ts$/.test(file) && !command.startsWith("pipe");

describe("the commands that an agent starts", () => {
  const operands = operandsOf(sources).filter(isCommand);

  it("fault 57: have each word that is not written in the source behind a --, or known to be no option", () => {
    expect(operands.filter(({ guarded }) => guarded).length).toBeGreaterThan(40);
    const strange = operands.filter(({ guarded, word }) => !guarded && !known.has(word));
    expect(strange.map(({ file, command, word }) => `${file}: ${command} … ${word}`)).toEqual([]);
  });

  it("start no shell with a text of their own", () => {
    const shells = operands.filter(({ command }) => /^(?:ba|da)?sh\b|^env\b|^xargs\b|^eval\b/.test(command));
    expect(shells).toEqual([]);
  });

  it("are found in the source, with what guards them", () => {
    const found = operandsIn(
      "x.ts",
      'run(["rm", "-f", "--", path]); run(["rm", path, `--a=$' + '{b}`, "c"]); exec(["docker", "rm", ...ids(a, b)])',
    );
    expect(found.map(({ command, word, guarded }) => [command, word, guarded])).toEqual([
      ["rm -f", "path", true],
      ["rm", "path", false],
      ["docker rm", "...ids(a, b)", false],
    ]);
  });
});
