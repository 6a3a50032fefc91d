import { planSteps } from "@quorate/shared/plan";
import { describe, expect, it } from "vitest";
import { scriptPlan } from "../../../../test/fakes/run-script.ts";
import { widthOf } from "./line.ts";
import { plainLook } from "./look.ts";
import { planDiff } from "./plan-diff.ts";
import type { ProbedStep } from "./plan-tree.ts";

const plan = scriptPlan();

function probesOf(): readonly ProbedStep[] {
  return planSteps(plan).map(({ id, kind, host }): ProbedStep => {
    if (host !== "k8s-master90") return { step: id, drift: [] };
    if (kind === "host.sysctl") return { step: id, drift: [{ what: "net.ipv4.ip_forward", have: "0", want: "1" }] };
    if (kind === "keepalived.configure") {
      const long = `+    # ${"a comment that goes on and on ".repeat(4)}`;
      const diff = ["…", " vrrp_instance quorate {", "-    state MASTER", "+    state BACKUP", long];
      return {
        step: id,
        drift: [{ what: "/etc/keepalived/keepalived.conf line 9", have: "state MASTER", want: "state BACKUP", diff }],
      };
    }
    if (kind === "host.hosts-file") {
      return { step: id, drift: [{ what: "/etc/hosts", have: "absent", want: "present", diff: ["+10.0.0.1 m1"] }] };
    }
    const failure = { code: "INTERNAL", message: "there is no etcd yet", hint: "", evidence: [] } as const;
    return kind === "etcd.configure" ? { step: id, drift: [], failure } : { step: id, drift: [] };
  });
}

describe("the diff of a plan", () => {
  it("shows, host by host, settings, every line of files, and what is not known", () => {
    const lines = planDiff(plan, probesOf(), plainLook);
    expect(lines.filter((line) => widthOf(line) > 80)).toEqual([]);
    expect(`\n${lines.join("\n")}\n`).toMatchInlineSnapshot(`
      "
      k8s-master90
        + /etc/hosts
            +10.0.0.1 m1
        ~ net.ipv4.ip_forward: 0 → 1
        ~ /etc/keepalived/keepalived.conf
            …
             vrrp_instance quorate {
            -    state MASTER
            +    state BACKUP
            +    # a comment that goes on and on a comment that goes on and on a comm…
        ? Write etcd's configuration and unit: there is no etcd yet

      k8s-master91
        nothing to change

      k8s-master93
        nothing to change

      Plan 4b1e9a03: 3 to change, 38 as wanted, 1 not known yet. Nothing was changed.
      "
    `);
  });

  it("marks what cannot be put back", () => {
    const [first] = planSteps(plan);
    const purge = {
      ...plan,
      phases: [{ name: "etcd", title: "", steps: [{ ...first, kind: "etcd.purge" } as typeof first] }],
    };
    const probes = [{ step: first?.id ?? "", drift: [{ what: "keys below /registry/", have: "412", want: "0" }] }];
    const lines = planDiff(purge as typeof plan, probes, plainLook);
    expect(lines).toContain("  ! keys below /registry/: 412 → 0");
    expect(lines.at(-1)).toContain("1 destructive");
  });

  it("can do nothing to a terminal that a file's text could tell it to", () => {
    const [first] = planSteps(plan);
    const drift = [{ what: "/etc/x", have: "a", want: "b", diff: ["+\u001b[2Jgone"] }];
    expect(planDiff(plan, [{ step: first?.id ?? "", drift }], plainLook).join("")).not.toContain("\u001b");
  });
});
