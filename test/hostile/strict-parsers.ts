import { parseAllDocuments } from "yaml";
import { haproxyCheck } from "../../packages/agent/src/steps/keepalived/tracking.ts";

/** A file as its reader sees it: one row for each line or value, of the words in it. Throws where a reader would see something else. */
export type Rows = readonly (readonly string[])[];
export type StrictParser = (text: string) => Rows;

const lines = (text: string): readonly string[] => {
  if (/[^\t\n\x20-\x7e]/.test(text)) throw new Error("characters that readers take in different ways");
  return text.split("\n");
};

/** Words between blanks; a word with anything that the format treats apart is refused, so quoting cannot be wrong. */
const plainWords = (special: RegExp, comment: RegExp): StrictParser => {
  return (text) =>
    lines(text)
      .filter((line) => line.trim() !== "" && !comment.test(line))
      .map((line) => {
        if (special.test(line)) throw new Error(`a word that is not plain: ${line}`);
        return line.trim().split(/[ \t]+/);
      });
};

/** haproxy.cfg(5): quotes, backslashes, $ and # inside a line are special. */
export const haproxyConfig: StrictParser = plainWords(/["'\\$]|\S#|\s#/, /^\s*#/);
/** keepalived.conf(5): ! and # begin comments, $ and ~ expand, @ at the head of a line is a condition. */
const keepalivedWords = plainWords(/['\\$~!]|^\s*@|\s#|^\s*include\b/, /^\s*#/);
/** The one text with quotes and variables is ours, and is always the same. */
export const keepalivedConfig: StrictParser = (text) => keepalivedWords(text.replace(haproxyCheck, "check"));
export const hostsFile: StrictParser = plainWords(/["'\\$]|\s#/, /^#/);

/** systemd.syntax(7): specifiers, continued lines, variables and quotes are refused. */
export const systemdUnit: StrictParser = (text) =>
  lines(text)
    .filter((line) => line !== "" && !/^[#;]/.test(line))
    .map((line) => {
      const [, section] = /^\[([A-Z][a-z]+)\]$/.exec(line) ?? [];
      if (section !== undefined) return ["[", section];
      const [, key, value] = /^([A-Z][A-Za-z]+)=([^%$\\"']*)$/.exec(line) ?? [];
      if (key === undefined || value === undefined) throw new Error(`no setting: ${line}`);
      return [key, ...value.split(" ")];
    });

/** systemd.exec(5), EnvironmentFile: one assignment with quotes around it, words between blanks. */
export const environmentFile: StrictParser = (text) =>
  lines(text)
    .filter((line) => line !== "" && !line.startsWith("#"))
    .map((line) => {
      const [, key, value] = /^([A-Z_]+)="([^"\\$`']*)"$/.exec(line) ?? [];
      if (key === undefined || value === undefined) throw new Error(`no assignment: ${line}`);
      return [key, ...value.split(" ")];
    });

/** sysctl.d(5), and deb822 and .repo files as apt and dnf read them: a name, a sign, and the rest of the line. */
const settings = (sign: string, head: RegExp): StrictParser => {
  return (text) =>
    text
      .split("\n")
      .filter((line) => line !== "" && !/^[#;]/.test(line))
      .map((line) => {
        if (/[\p{Cc}\u2028\u2029]/u.test(line.replaceAll("\t", " "))) throw new Error("a line end inside a line");
        if (/^\[[a-z0-9-]+\]$/.test(line)) return [line];
        const at = line.indexOf(sign);
        const [name, value] = [line.slice(0, at).trimEnd(), line.slice(at + sign.length).trimStart()];
        if (at < 1 || !head.test(name)) throw new Error(`no setting: ${line}`);
        return [name, value];
      });
};
export const sysctlFile: StrictParser = settings("=", /^[^\s=]+$/);
export const repoFile: StrictParser = settings("=", /^[a-z]+$/);
export const debSources: StrictParser = settings(":", /^[A-Z][A-Za-z-]+$/);

/** TOML as this product writes it: JSON's strings, no more than one value in a line. */
export const toml: StrictParser = (text) =>
  text
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#"))
    .map((line) => {
      const path = /^\[(?:(?:[A-Za-z0-9_-]+|"(?:[^"\\]|\\.)*")\.?)+\]$/.test(line);
      if (path) return [...line.matchAll(/[A-Za-z0-9_-]+|"(?:[^"\\]|\\.)*"/g)].map(([part]) => bare(part));
      const [, key, value] = /^([A-Za-z0-9_-]+) = (.+)$/.exec(line) ?? [];
      if (key === undefined || value === undefined) throw new Error(`no entry: ${line}`);
      return [key, ...[JSON.parse(value)].flat().map(String)];
    });
const bare = (part: string): string => (part.startsWith('"') ? String(JSON.parse(part)) : part);

/** Every value with the way to it; the same to a reader of YAML 1.1, as Go's is, and of 1.2. */
export const yaml: StrictParser = (text) => {
  const read = (version: "1.1" | "1.2"): Rows =>
    parseAllDocuments(text, { version, strict: true }).flatMap((document, at) => {
      const [problem] = [...document.errors, ...document.warnings];
      if (problem) throw problem;
      return leaves(document.toJS(), [String(at)]);
    });
  const [older, newer] = [read("1.1"), read("1.2")];
  if (JSON.stringify(older) !== JSON.stringify(newer)) throw new Error("YAML 1.1 and 1.2 read different things");
  return newer;
};

function leaves(value: unknown, path: readonly string[]): Rows {
  if (typeof value !== "object" || value === null) return [[...path, typeof value, String(value)]];
  return Object.entries(value).flatMap(([key, inner]) => leaves(inner, [...path, key]));
}
