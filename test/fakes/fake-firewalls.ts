import type { ExecResult } from "../../packages/agent/src/host/host.ts";
import { exited, type FakeCommand, succeeded } from "./fake-host.ts";

/** firewall-cmd over the zones public and trusted in its two worlds: what holds now, and what holds after a reload. */
export class FakeFirewalld {
  /** Options that add what the zone public has. */
  readonly now = new Set<string>();
  readonly permanent = new Set<string>();
  /** The same of the zone trusted. */
  readonly trustedNow = new Set<string>();
  readonly trustedPermanent = new Set<string>();

  readonly command: FakeCommand = ([program, ...args]) => {
    if (program !== "firewall-cmd") return undefined;
    if (args[0] === "--state") return succeeded("running\n");
    if (args[0] === "--get-default-zone") return succeeded("public\n");
    if (args[0]?.startsWith("--get-zone-of-interface")) return exited(2, "no zone");
    const world = this.#world(args);
    if (world === undefined) return exited(112, "INVALID_ZONE");
    // As firewall-cmd 1.3.3: settings of one kind in one call.
    const kinds = new Set(args.filter((arg) => /^--(?:add|remove)-/.test(arg)).map((arg) => arg.replace(/=.*/, "")));
    if (kinds.size > 1) return exited(2, `argument ${[...kinds].join(": not allowed with argument ")}`);
    for (const arg of args.filter((word) => word.startsWith("--add-"))) world.add(arg);
    for (const arg of args.filter((word) => word.startsWith("--remove-"))) world.delete(arg.replace("remove", "add"));
    return succeeded(listing(world));
  };

  #world(args: readonly string[]): Set<string> | undefined {
    const permanent = args.includes("--permanent");
    if (args.includes("--zone=public")) return permanent ? this.permanent : this.now;
    if (args.includes("--zone=trusted")) return permanent ? this.trustedPermanent : this.trustedNow;
    return undefined;
  }
}

function listing(world: ReadonlySet<string>): string {
  const ofKind = (kind: string) =>
    [...world].filter((arg) => arg.startsWith(kind)).map((arg) => arg.slice(kind.length));
  const rules = ofKind("--add-rich-rule=").map((rule) => `\n\t${rule}`);
  return [
    "zone",
    `  sources: ${ofKind("--add-source=").join(" ")}`,
    `  ports: ${ofKind("--add-port=").join(" ")}`,
    "  source-ports: ",
    `  rich rules: ${rules.join("")}\n`,
  ].join("\n");
}

/** nft over the chains input and forward of the table "inet filter", which are loaded; rules are kept as it prints them. */
export class FakeNft {
  readonly rules: string[];
  readonly forwarded: string[] = [];
  readonly #accepts: boolean;
  #nextHandle = 10;

  constructor(rules: readonly string[], accepts = true) {
    this.rules = [...rules];
    this.#accepts = accepts;
  }

  readonly command: FakeCommand = ([program, ...args], { input = "" }) => {
    if (program !== "nft") return undefined;
    if (args[0] === "-c") return this.#accepts ? succeeded() : exited(1, "Error: syntax error");
    if (args.includes("list")) return succeeded(this.#chain(args.at(-1)).join("\n"));
    return this.#run(input);
  };

  #chain(name: string | undefined): string[] {
    return name === "forward" ? this.forwarded : this.rules;
  }

  #run(script: string): ExecResult {
    for (const line of script.split("\n").filter((row) => row !== "")) {
      const [, verb, name, rest = ""] = /^(insert|delete) rule inet filter (input|forward) (.*)$/.exec(line) ?? [];
      const chain = this.#chain(name);
      if (verb === "insert") chain.unshift(`${rest} # handle ${this.#nextHandle++}`);
      else if (verb === "delete") remove(chain, rest);
      else return exited(1, `Error: ${line}`);
    }
    return succeeded();
  }
}

function remove(chain: string[], handle: string): void {
  const at = chain.findIndex((rule) => rule.endsWith(`# ${handle}`));
  if (at >= 0) chain.splice(at, 1);
}
