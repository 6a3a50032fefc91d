import { describe, expect, it } from "vitest";
import { agentSentencesZh } from "./agent-sentences.ts";
import { coordinatorSentencesZh } from "./coordinator-sentences.ts";
import { filled } from "./sentence-forms.ts";
import { evidenceIn, partIn, sentenceIn } from "./sentence-in.ts";

const zh = (text: string): string => sentenceIn("zh", text);

describe("a sentence that is stored in English", () => {
  it("is found again by its form, whichever it is", () => {
    const wrong = [...agentSentencesZh, ...coordinatorSentencesZh].flatMap(Object.entries).flatMap(([form, said]) => {
      // What follows something else directly is only there at times.
      const values = ["v1", "v2", "v3", "v4", "v5"].map((value, at) => (form.includes(`}{${at + 1}}`) ? "" : value));
      const [english, chinese] = [form, said].map((text) => filled(text, values));
      const read = partIn("zh", english ?? "");
      return read === chinese ? [] : [[english, chinese, read]];
    });
    expect(wrong).toEqual([]);
  });

  it("keeps its values, and puts them where Chinese wants them", () => {
    expect(zh("port 2379 is held by nginx (pid 12)")).toBe("端口 2379 被 nginx（pid 12）占用");
  });

  it("may have sentences inside, joined and at its end", () => {
    expect(
      zh("etcd of m1 is not ready to start: port 2379 is held by nginx (pid 12); /var/lib/etcd is no directory"),
    ).toBe("m1 的 etcd 还不具备启动条件：端口 2379 被 nginx（pid 12）占用；/var/lib/etcd 不是目录");
    expect(zh("m1: the disk is full; odd things happen; m2: it does not exist")).toBe(
      "m1: 磁盘已满；odd things happen；m2: 它不存在",
    );
    expect(zh("host.sysctl was applied, but a: have absent, want present; b: have 1, want 2 and 3 more")).toBe(
      "host.sysctl 已经执行，但 a：现状不存在，目标存在；b：现状 1，目标 2，另有 3 处",
    );
  });

  it("may stand behind a place, which stays", () => {
    expect(zh("cluster.yaml:7:9 spec.hosts[0].address: is missing: give a map, for example { a: b }")).toBe(
      "cluster.yaml:7:9 spec.hosts[0].address: 缺失：请给出映射，例如 { a: b }",
    );
  });

  it("is read line by line when there are several", () => {
    expect(zh("the disk is full\nbroken pipe (32)")).toBe("磁盘已满\nbroken pipe (32)");
  });

  it("stays as it is when nobody has translated it, and in English", () => {
    expect(zh("Job for etcd.service failed because the control process exited")).toBe(
      "Job for etcd.service failed because the control process exited",
    );
    expect(sentenceIn("en", "the disk is full")).toBe("the disk is full");
  });

  it("is not looked for in a long output", () => {
    const long = `port ${"x ".repeat(2_000)} is held by y`;
    expect(zh(long)).toBe(long);
  });
});

it("a sentence that fits nothing and everything is given up soon", () => {
  const startMs = performance.now();
  for (const bit of ["; : ", "a: have b, want c; ", " in version ", "; known here: "]) {
    zh(`${bit.repeat(Math.floor(900 / bit.length))}; x`);
  }
  expect(performance.now() - startMs).toBeLessThan(30_000);
});

describe("a line of evidence", () => {
  it("is a program's own, and stays, unless it is plainly ours", () => {
    expect(evidenceIn("zh", "mount failed: no such device")).toBe("mount failed: no such device");
    expect(evidenceIn("zh", "nginx is running")).toBe("nginx is running");
    expect(evidenceIn("zh", "port 2379 is held by nginx (pid 12)")).toBe("端口 2379 被 nginx（pid 12）占用");
    expect(evidenceIn("zh", "last lines of the kubelet:")).toBe("kubelet 的最后几行：");
  });

  it("is what a check found, with its way out, where it begins with the name of one", () => {
    const found = "PORT-2380: port 2380 on 0.0.0.0 is held by pid 296 (python3), and etcd.service needs it (kill 296)";
    expect(evidenceIn("zh", found)).toBe(
      "PORT-2380: 0.0.0.0 上的端口 2380 被 pid 296（python3）占用，而 etcd.service 需要它（kill 296）",
    );
    expect(evidenceIn("zh", "PANIC: it broke (badly)")).toBe("PANIC: it broke (badly)");
    expect(evidenceIn("en", found)).toBe(found);
  });
});

describe("a part of a difference", () => {
  it("may be a single word", () => {
    expect(partIn("zh", "absent")).toBe("不存在");
    expect(partIn("zh", "m1")).toBe("m1");
    expect(partIn("zh", "mode of /etc/hosts")).toBe("/etc/hosts 的权限");
  });
});
