/** A base chain that decides on packets for the host, or on packets that it forwards. */
export interface FilterChain {
  readonly hook: "input" | "forward";
  readonly family: "ip" | "ip6" | "inet";
  readonly table: string;
  readonly name: string;
}

const word = "[A-Za-z_][A-Za-z0-9_./-]*";
const tokens = new RegExp(
  [
    `(?<add>add\\s+chain\\s+(?<addFamily>ip6|ip|inet)\\s+(?<addTable>${word})\\s+(?<addChain>${word})\\s*\\{)`,
    `(?<table>table\\s+(?:(?<family>[a-z0-9]+)\\s+)?(?<tableName>${word})\\s*\\{)`,
    `(?<chain>chain\\s+(?<chainName>${word})\\s*\\{)`,
    "(?<hook>type\\s+filter\\s+hook\\s+(?<hookName>input|forward)\\b)",
    "(?<open>\\{)",
    "(?<close>\\})",
  ].join("|"),
  "g",
);

/** The filter chains for incoming and forwarded packets that a ruleset file itself defines. Chains that other programs make at run time do not exist yet when it is loaded. */
export function filterChains(text: string): readonly FilterChain[] {
  const found: FilterChain[] = [];
  const open: Partial<FilterChain>[] = [];
  for (const { groups = {} } of withoutQuoted(withoutComments(text)).matchAll(tokens)) {
    const here = open.at(-1) ?? {};
    if (groups["close"]) open.pop();
    else if (groups["hook"]) found.push(...completeChain({ ...here, hook: hookOf(groups["hookName"]) }));
    else open.push({ ...here, ...blockOf(groups) });
  }
  return found;
}

/** What a new block adds to what is known around it. */
function blockOf(groups: Readonly<Record<string, string | undefined>>): Partial<FilterChain> {
  if (groups["table"]) {
    // Without a family a table belongs to "ip" (nft(8)).
    return placed(groups["family"] ?? "ip", groups["tableName"]);
  }
  if (groups["add"]) return { ...placed(groups["addFamily"], groups["addTable"]), name: groups["addChain"] ?? "" };
  return groups["chain"] ? { name: groups["chainName"] ?? "" } : {};
}

function placed(family: string | undefined, table: string | undefined): Partial<FilterChain> {
  if (family !== "ip" && family !== "ip6" && family !== "inet") return {};
  return { family, table: table ?? "" };
}

function hookOf(name: string | undefined): FilterChain["hook"] {
  return name === "forward" ? "forward" : "input";
}

function completeChain({ hook, family, table, name }: Partial<FilterChain>): readonly FilterChain[] {
  return hook && family && table && name ? [{ hook, family, table, name }] : [];
}

/** Quoted text stays: an interface name may hold a "#", a comment of a rule as well. */
function withoutComments(text: string): string {
  return text.replace(/("[^"\n]*")|#.*/g, (_all, quoted: string | undefined) => quoted ?? "");
}

/** What is quoted may hold braces. */
function withoutQuoted(text: string): string {
  return text.replace(/"[^"\n]*"/g, '""');
}

/** Files that a ruleset file includes, patterns left as they are. */
export function includesOf(text: string): readonly string[] {
  return [...withoutComments(text).matchAll(/^\s*include\s+"([^"]+)"/gm)].map(([, path = ""]) => path);
}
