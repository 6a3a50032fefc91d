import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Language, languages, spoken } from "../../packages/shared/src/language.ts";
import { KUBERNETES_VERSION } from "../lab/kubernetes-programs.ts";
import { repository } from "./generate.ts";
import { minors, needsOf } from "./support-doc.ts";

export const readmes: Readonly<Record<Language, string>> = {
  en: join(repository, "README.md"),
  zh: join(repository, "README.zh-CN.md"),
};

const columns = spoken(
  ["Kubernetes", "kubeadm's API", "runtimes", "kube-proxy", "etcd at least", "run on real hosts"],
  ["Kubernetes", "kubeadm 的 API", "运行时", "kube-proxy", "etcd 最低", "在真实主机上运行过"],
);

/** The table of docs/support.md in few lines: minors that need the same stand together. */
export function readmeMatrix(language: Language): string {
  const groups: { first: number; last: number; needs: readonly string[] }[] = [];
  for (const minor of minors) {
    const needs = needsOf(minor);
    const group = groups.at(-1);
    if (group && String(group.needs) === String(needs)) group.last = minor;
    else groups.push({ first: minor, last: minor, needs });
  }
  const proved = Number(KUBERNETES_VERSION.split(".")[1]);
  const rows = groups.map(({ first, last, needs }) =>
    [`1.${first} – 1.${last}`, ...needs, first <= proved && proved <= last ? KUBERNETES_VERSION : "–"].join(" | "),
  );
  const head = columns[language];
  return [`| ${head.join(" | ")} |`, `|${"---|".repeat(head.length)}`, ...rows.map((row) => `| ${row} |`)].join("\n");
}

const marked = /(?<=<!-- matrix: npm run gen -->\n).*?(?=\n<!-- end -->)/s;

/** A README with the table as it is now. */
export const withMatrix = (readme: string, language: Language): string =>
  readme.replace(marked, () => readmeMatrix(language));

if (import.meta.main) {
  for (const each of languages) writeFileSync(readmes[each], withMatrix(readFileSync(readmes[each], "utf8"), each));
}
