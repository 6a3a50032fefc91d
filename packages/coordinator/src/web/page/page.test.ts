import { createHash } from "node:crypto";
import type { Language } from "@quorate/shared/language";
import type { Failure } from "@quorate/shared/step/outcome";
import { describe, expect, it } from "vitest";
import { fakeStatus } from "../../../../../test/fakes/fake-status.ts";
import { FakeView, wellStatus } from "../../../../../test/fakes/fake-view.ts";
import { hostileTexts } from "../../../../../test/fakes/hostile-text.ts";
import { type RunScript, RunScript as Script, scriptPlan } from "../../../../../test/fakes/run-script.ts";
import {
  certifiedRun,
  failedRun,
  memberDied,
  runInPackages,
  runInWindow,
} from "../../../../../test/fakes/scripted-runs.ts";
import type { ClusterStatus } from "../../rpc/status.ts";
import { storyOf } from "../story/run-story.ts";
import { pagePolicy, reportPage, statusPage } from "./page.ts";
import { type PageData, pageData } from "./page-data.ts";

function dataOf(script: RunScript = certifiedRun(), status: ClusterStatus = wellStatus): PageData {
  const view = new FakeView(script, { ...status, at: script.records.at(-1)?.at ?? status.at });
  const story = storyOf(script.records, script.run);
  return pageData({ status: view.status(), state: view.state(), unready: [], story, events: script.records });
}
const pageOf = (data: PageData, language: Language = "en"): string => statusPage(data, language, { run: null });

const scripts: Readonly<Record<string, () => RunScript>> = {
  done: certifiedRun,
  failed: failedRun,
  "in packages": runInPackages,
  "in the window": runInWindow,
  "just begun": () => new Script().start(),
  empty: () => new Script(),
};
const everyPage = Object.entries(scripts).flatMap(([name, script]) =>
  (["en", "zh"] as const).flatMap((language) => {
    const data = dataOf(script());
    return [
      [`page, ${name}, ${language}`, pageOf(data, language)] as const,
      [`report, ${name}, ${language}`, reportPage(data, language, true)] as const,
    ];
  }),
);
const all = (text: string, pattern: RegExp): readonly string[] =>
  [...text.matchAll(pattern)].map(([, found = ""]) => found);

describe("every page and report", () => {
  it.each(everyPage)("asks for nothing from outside and says so: %s", (_, text) => {
    const body = text.slice(text.indexOf("<body>"));
    expect(all(body, /(?:src|href|action|data)="([^"]*)"/g).filter((to) => !/^[#?]/.test(to))).toEqual([]);
    expect(body).not.toMatch(/<[^>]+\s(?:style|on[a-z]+)=/);
    expect(text).not.toMatch(/@import|url\((?!#)/);
  });

  it.each(everyPage)("can be walked by a screen reader: %s", (_, text) => {
    const ids = all(text, /\sid="([^"]*)"/g);
    expect(ids).toEqual([...new Set(ids)]);
    expect(ids).toEqual(expect.arrayContaining([...all(text, /aria-labelledby="([^"]*)"/g)]));
    expect(ids).toEqual(expect.arrayContaining([...all(text, /href="#([^"]*)"/g)]));
    for (const landmark of ["<header>", "<main ", "<footer>", "<h1>"]) expect(text.split(landmark)).toHaveLength(2);
    const drawings = all(text, /(<svg [^>]*>)/g);
    expect(drawings.filter((tag) => !/role="img"|aria-hidden="true"/.test(tag))).toEqual([]);
    expect(all(text, /(<th(?: [^>]*)?>)/g).filter((tag) => !tag.includes("scope="))).toEqual([]);
    expect(text.split("<table>").length).toBe(text.split("<caption").length);
    expect(all(text.split("<script>")[0] ?? "", /(undefined|NaN|Infinity|\[object)/g)).toEqual([]);
  });
});

describe("the page", () => {
  it("allows no style and no script but the two in it", () => {
    const text = pageOf(dataOf());
    for (const element of ["style", "script"]) {
      const [inline = "", ...more] = all(text, new RegExp(`<${element}>([\\s\\S]*?)</${element}>`, "g"));
      expect(more).toEqual([]);
      const hash = createHash("sha256").update(inline).digest("base64");
      expect(pagePolicy).toContain(`${element}-src 'sha256-${hash}'`);
    }
    expect(pagePolicy).toMatch(/^default-src 'none'; /);
    expect(pagePolicy).not.toMatch(/unsafe|\*|https?:/);
  });

  it("shows what hosts, users and the log say as text, whatever it is", () => {
    for (const text of hostileTexts) {
      const failure: Failure = { ...memberDied, message: text, hint: text, evidence: [text] };
      const script = certifiedRun();
      const [step] = script.steps("etcd", "start");
      if (!step) throw new Error("the script has no such step");
      script
        .finish([step], "failed", { failure, undone: [text] })
        .output(step, text)
        .end("failed", failure);
      script.emit({ type: "host.refused", host: text, code: text, reason: text, from: text });
      const [first, ...others] = wellStatus.hosts;
      if (!first?.etcd) throw new Error("a status without members");
      const sick = { ...first, etcd: { ...first.etcd, healthy: false, problem: text } };
      const data = dataOf(script, { ...wellStatus, hosts: [sick, ...others] });
      for (const shown of [pageOf({ ...data, unready: [text] }), reportPage(data, "zh", true)]) {
        expect(shown.split("<script").length).toBeLessThanOrEqual(2);
        expect(shown).not.toMatch(/<img|<svg onload|<!--|onerror=alert\(1\)>|\u202e/);
        expect(shown.match(/<\/title>/g)?.length).toBe(shown.match(/<title[ >]/g)?.length);
      }
    }
  });

  it("speaks the language that was asked for, and keeps it and the run in its links", () => {
    const chinese = statusPage(dataOf(), "zh", { run: "r-7f3c" });
    expect(chinese).toContain('<html lang="zh-CN"');
    expect(chinese).toContain("拓扑");
    expect(chinese).not.toContain("What needs attention");
    expect(chinese).toContain('href="?run=r-7f3c&amp;lang=en"');
  });

  it("says what needs attention, the bad first, with the way out", () => {
    const text = pageOf(dataOf(failedRun(), { ...wellStatus, vipHolders: [] }));
    const notices = all(text, /<li class="(?:bad|warn)">.*?<p>(.*?)<\/p>/g);
    expect(notices).toEqual([
      "The virtual IP is held by no host that answers.",
      expect.stringContaining("The last run failed: ETCD_MEMBER_DIED"),
      "DISK-FSYNC k8s-master93: p99 of fdatasync is 62 ms, limit 50",
    ]);
    expect(pageOf({ ...dataOf(new Script()), story: undefined })).toContain("Nothing: all is as it should be.");
  });

  it("tells a run that nobody drives from one that is under way", () => {
    const data = dataOf(runInPackages());
    expect(pageOf(data)).toContain(" · running for ");
    const left = { ...data, runState: "interrupted" } as const;
    expect(pageOf(left)).toContain(" · interrupted for ");
  });

  it("says of a failed run why, with the evidence and the way out", () => {
    const text = pageOf(dataOf(failedRun()));
    expect(text).toContain("<strong>ETCD_MEMBER_DIED</strong>: etcd of k8s-master93 exited: a peer connects");
    expect(text).toContain("fatal: discovery failed  error: x509: certificate is valid for");
    expect(text).toContain("k8s-master91: stopped etcd.service");
  });

  it("says so in Chinese, with what programs said as it was", () => {
    const text = pageOf(dataOf(failedRun()), "zh");
    expect(text).toContain(
      "<strong>ETCD_MEMBER_DIED</strong>: k8s-master93 的 etcd 退出了：同伴连过来的地址不在它的证书里",
    );
    expect(text).toContain("fatal: discovery failed  error: x509: certificate is valid for");
    expect(text).toContain("k8s-master91: 停掉了 etcd.service");
    expect(text).toMatch(
      /<td>step.finished<\/td><td>etcd\/start\/k8s-master93<\/td><td>失败 用时 .*k8s-master93 的 etcd 退出了/,
    );
  });
});

describe("the drawings", () => {
  it("say in words what they show", () => {
    const text = pageOf(dataOf());
    expect(all(text, /<svg role="img"[^>]*><title[^>]*>(.*?)<\/title>/g)).toEqual([
      "3 hosts; etcd is led by k8s-master91; the virtual IP is held by k8s-master90.",
      "42 steps on 3 hosts in 30.3 s, none tried again.",
      "3 members: all done, skew of the starts 160 ms, limit 1:00 min.",
    ]);
  });

  it("draw the moments of a member in the order in which they happened, each in its own shape", () => {
    const text = pageOf(dataOf());
    const lane = text.slice(text.indexOf('<path class="armed"'));
    const shapes = all(lane.slice(0, lane.indexOf("k8s-master91")), /class="moment ([a-z-]+)"/g);
    expect(shapes).toEqual(["commanded", "started", "port-open", "quorum", "ready"]);
    expect(text).toContain("<title>started: 41 ms ± 0.2 ms</title>");
  });

  it("frame the steps of the critical path and hatch what was tried again", () => {
    const script = new Script().start();
    const [first, ...rest] = script.steps("packages", "install");
    if (!first) throw new Error("the script has no such step");
    script
      .lease([first, ...rest])
      .after(500)
      .finish([first], "failed")
      .after(100)
      .finish(rest)
      .after(1_000);
    script.lease([first], 2).after(4_000).finish([first], "changed", { attempt: 2 });
    const text = pageOf(dataOf(script));
    const timeline = text.slice(text.indexOf("timeline-title"), text.indexOf('<ul class="legend"'));
    expect(all(timeline, /<rect class="(bar [^"]*)"/g).toSorted()).toEqual([
      "bar again critical",
      "bar changed",
      "bar changed",
      "bar changed critical",
    ]);
  });
});

describe("a large cluster", () => {
  const names = Array.from({ length: 60 }, (_, index) => `node${index}`);
  const late = "node59";

  it("is drawn in part: the hosts where something failed are, the others are counted", () => {
    const script = new Script(scriptPlan(names)).start();
    script
      .do(script.steps("preflight", "host"), 100)
      .lease(script.steps("packages", "install", late))
      .after(50);
    script
      .finish(script.steps("packages", "install", late), "failed", { failure: memberDied })
      .end("failed", memberDied);
    const hosts = names.map((name) => ({ name, agent: "connected" as const }));
    const text = pageOf(dataOf(script, fakeStatus(hosts)));
    expect(all(text, /<path class="lane" d="M0 \d+ H1120"\/>(<text)/g)).toHaveLength(24);
    expect(text).toContain(`>${late}<title>${late}</title>`);
    expect(text).toContain("36 hosts more not drawn");
    expect(all(text, /<g class="(host connected)"/g)).toHaveLength(12);
    expect(text).toContain("48 hosts more, not drawn");
  });
});
