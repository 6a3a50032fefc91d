import type { ExecResult } from "../../packages/agent/src/host/host.ts";
import { exited, type FakeCommand, succeeded } from "./fake-host.ts";

/** firewall-cmd over one zone in its two worlds: what holds now, and what holds after a reload. */
export class FakeFirewalld {
  readonly now = new Set<string>();
  readonly permanent = new Set<string>();

  readonly command: FakeCommand = ([program, ...args]) => {
    if (program !== "firewall-cmd") return undefined;
    if (args[0] === "--state") return succeeded("running\n");
    if (args[0] === "--get-default-zone") return succeeded("public\n");
    if (args[0]?.startsWith("--get-zone-of-interface")) return exited(2, "no zone");
    if (!args.includes("--zone=public")) return exited(112, "INVALID_ZONE");
    const world = args.includes("--permanent") ? this.permanent : this.now;
    for (const arg of args.filter((word) => word.startsWith("--add-"))) world.add(arg);
    for (const arg of args.filter((word) => word.startsWith("--remove-"))) world.delete(arg.replace("remove", "add"));
    return succeeded(listing(world));
  };
}

function listing(world: ReadonlySet<string>): string {
  const ofKind = (kind: string) =>
    [...world].filter((arg) => arg.startsWith(kind)).map((arg) => arg.slice(kind.length));
  const rules = ofKind("--add-rich-rule=").map((rule) => `\n\t${rule}`);
  return `public\n  ports: ${ofKind("--add-port=").join(" ")}\n  rich rules: ${rules.join("")}\n`;
}

/** nft over the one chain "inet filter input", which is loaded; rules are kept as it prints them. */
export class FakeNft {
  readonly rules: string[];
  readonly #accepts: boolean;
  #nextHandle = 10;

  constructor(rules: readonly string[], accepts = true) {
    this.rules = [...rules];
    this.#accepts = accepts;
  }

  readonly command: FakeCommand = ([program, ...args], { input = "" }) => {
    if (program !== "nft") return undefined;
    if (args[0] === "-c") return this.#accepts ? succeeded() : exited(1, "Error: syntax error");
    return args.includes("list") ? succeeded(this.rules.join("\n")) : this.#run(input);
  };

  #run(script: string): ExecResult {
    for (const line of script.split("\n").filter((row) => row !== "")) {
      const [, verb, rest = ""] = /^(insert|delete) rule inet filter input (.*)$/.exec(line) ?? [];
      if (verb === "insert") this.rules.unshift(`${rest} # handle ${this.#nextHandle++}`);
      else if (verb === "delete") this.#remove(rest);
      else return exited(1, `Error: ${line}`);
    }
    return succeeded();
  }

  #remove(handle: string): void {
    const at = this.rules.findIndex((rule) => rule.endsWith(`# ${handle}`));
    if (at >= 0) this.rules.splice(at, 1);
  }
}
