import type { Failure } from "@quorate/shared/step/outcome";
import { memberMarks, RunScript, scriptHosts } from "./run-script.ts";

const [m90 = "", m91 = "", m93 = ""] = scriptHosts;
const window = "etcd/start";

function upToPackages(script: RunScript): RunScript {
  const { hosts } = script.plan;
  script.start().lease(script.steps("preflight", "host")).after(1_400);
  const warned = {
    id: "DISK-FSYNC",
    severity: "warning",
    detail: "p99 of fdatasync is 62 ms, limit 50",
    fix: "put etcd on a faster disk",
  };
  for (const host of hosts) {
    script.finish(script.steps("preflight", "host", host), "unchanged", {
      output: { checks: host === m93 ? [warned] : [] },
    });
  }
  script.lease(script.steps("preflight", "network")).after(300).barrier("preflight/network", "armed");
  script.barrier("preflight/network", hosts).after(400).finish(script.steps("preflight", "network"), "unchanged");
  script.barrierEnd(
    "preflight/network",
    "done",
    hosts.flatMap((host) => memberMarks(host, 0)),
  );
  script.after(60).do(script.steps("system"), 2_300).do(script.steps("certificates"), 700);
  return script.lease(script.steps("packages", "install"));
}

/** Packages run: one host is done, two still install. */
export function runInPackages(script = new RunScript()): RunScript {
  upToPackages(script).after(9_000);
  script.output(
    `packages/install/${m91}`,
    "Unpacking keepalived (1:2.2.7-1+b2) ...",
    "Setting up haproxy (2.6.12-1+deb12u1) ...",
  );
  script.output(`packages/install/${m93}`, "Progress: [ 12%]\rProgress: [ 46%]");
  return script.finish(script.steps("packages", "install", m90)).after(400);
}

function upToWindow(script: RunScript): RunScript {
  runInPackages(script).after(11_000).finish(script.steps("packages", "install").slice(1));
  script.do(script.steps("packages", "forward-policy"), 200);
  script.do([...script.steps("load-balancer", "keepalived"), ...script.steps("etcd", "configure")], 700);
  script.lease(script.steps("load-balancer", "vip")).lease(script.steps("etcd", "start")).after(2_500);
  script.finish(script.steps("load-balancer", "vip"), "unchanged");
  return script.after(100).barrier(window, "armed").barrier(window, [m90]);
}

/** The first etcd member runs, the others wait for its port. */
export function runInWindow(script = new RunScript()): RunScript {
  return upToWindow(script)
    .after(45)
    .mark(`${window}/${m90}`, "commanded")
    .mark(`${window}/${m90}`, "started")
    .after(60);
}

export function doneRun(script = new RunScript()): RunScript {
  runInWindow(script).after(90).mark(`${window}/${m90}`, "port-open").barrier(window, [m91, m93]).after(900);
  script.finish(script.steps("etcd", "start"));
  script.barrierEnd(window, "done", [
    ...memberMarks(m90, 0, 0.9, 41.2, 150.6, 612.3, 640.1),
    ...memberMarks(m91, 152.4, 153.5, 193.9, 301.2, 611.8, 655),
    ...memberMarks(m93, 152.6, 153.4, 201.5, 322.7, 640.4, 702.9),
  ]);
  script
    .do(script.steps("etcd", "write-proof"), 30, "unchanged")
    .do(script.steps("etcd", "read-proof"), 40, "unchanged");
  return script.do(script.steps("etcd", "settle"), 60).end("done");
}

export const memberDied: Failure = {
  code: "ETCD_MEMBER_DIED",
  message: `etcd of ${m93} exited: a peer connects from an address that its certificate does not name`,
  hint: "the address in spec.hosts must be the one that the host's traffic leaves from",
  evidence: [
    '{"level":"info","msg":"starting etcd","version":"3.5.16"}',
    '{"level":"fatal","ts":"2026-01-01T12:00:28.511Z","msg":"discovery failed","error":"x509: certificate is valid for 192.168.1.93, not 192.168.1.92"}',
    "systemd[1]: etcd.service: Main process exited, code=exited, status=1/FAILURE",
  ],
};

/** A member dies in the start window; what the others did is undone. */
export function failedRun(script = new RunScript()): RunScript {
  runInWindow(script).after(90).mark(`${window}/${m90}`, "port-open").barrier(window, [m91, m93]).after(412);
  const undone = ["stopped etcd.service", "its data is now in /var/lib/quorate-etcd.undone-1"];
  script
    .finish(script.steps("etcd", "start", m93), "failed", { failure: memberDied, undone: undone.slice(0, 1) })
    .after(700);
  script.finish(script.steps("etcd", "start").slice(0, 2), "canceled", { undone });
  const marks = [
    ...memberMarks(m90, 0, 0.9, 41.2, 150.6),
    ...memberMarks(m91, 152.4, 153.5, 193.9, 301.2),
    ...memberMarks(m93, 152.6, 153.4, 201.5),
  ];
  return script.barrierEnd(window, "canceled", marks, memberDied).after(10).end("failed", memberDied);
}

/** The second run on a finished cluster. */
export function unchangedRun(script = new RunScript()): RunScript {
  script.start();
  for (const { name } of script.plan.phases) script.do(script.steps(name), 300, "unchanged");
  return script.end("done");
}

/** A run that is done, with a certificate of each etcd member in the log. */
export function certifiedRun(script = new RunScript()): RunScript {
  doneRun(script);
  for (const step of script.steps("certificates")) {
    const issued = { role: "etcd-peer", serial: "0a", notAfter: "2026-12-31T12:00:00.000Z" };
    script.emit({ type: "certificate.issued", run: script.run, step, ...issued });
  }
  return script;
}
