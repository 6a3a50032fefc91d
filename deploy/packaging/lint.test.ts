import { describe, expect, it } from "vitest";
import { explainedTags, findings } from "./lint.ts";

describe("findings of the linters", () => {
  it("are told apart from what else they say, in both their shapes", () => {
    const said = `W: quorate-agent: maintainer-script-calls-systemctl [postinst:9]
quorate-runtime.x86_64: E: no-signature
N: 3 hints
 4 packages and 0 specfiles checked; 4 errors, 41 warnings`;
    expect(findings(said).map(({ tag }) => tag)).toEqual(["maintainer-script-calls-systemctl", "no-signature"]);
  });

  it("are explained only by a row with words", () => {
    const page = "| `no-signature` | whoever publishes signs |\n| `no-url-tag` |  |\n`hardening-no-pie` is not a row\n";
    expect([...explainedTags(page)]).toEqual(["no-signature"]);
  });
});
