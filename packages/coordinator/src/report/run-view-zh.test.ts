import { describe, expect, it } from "vitest";
import type { RunScript } from "../../../../test/fakes/run-script.ts";
import { doneRun, failedRun, runInPackages, runInWindow, unchangedRun } from "../../../../test/fakes/scripted-runs.ts";
import { failureReport } from "./failure-report.ts";
import { widthOf } from "./line.ts";
import { type Look, plainLook } from "./look.ts";
import { runEnd, runWindows } from "./run-end.ts";
import { runFrame } from "./run-frame.ts";
import { runLines, stillLine } from "./run-lines.ts";
import { RunProgress } from "./run-progress.ts";

const look: Look = { ...plainLook, language: "zh" };

function progressOf({ records }: RunScript): { progress: RunProgress; nowMs: number } {
  const [first] = records;
  if (first?.event.type !== "run.started") throw new Error("a script begins with start()");
  const progress = new RunProgress(first, first.event);
  for (const record of records.slice(1)) progress.apply(record);
  return { progress, nowMs: Date.parse(records.at(-1)?.at ?? "") };
}

function page(lines: readonly string[]): string {
  // Those two are one line each, to be copied and found.
  expect(lines.filter((line) => widthOf(line) > 80 && !/^(?:错误|提示): /.test(line))).toEqual([]);
  return `\n${lines.join("\n")}\n`;
}

function frame(script: RunScript): string {
  const { progress, nowMs } = progressOf(script);
  return page(runFrame(progress, nowMs, look, 24, "Ctrl-C"));
}

function whole(script: RunScript): string {
  const { progress, nowMs } = progressOf(script);
  const parts = [runFrame(progress, nowMs, look, 24, ""), runWindows(progress, look), runEnd(progress, look)];
  return page([...parts.flat(), ...failureReport(progress, look)]);
}

describe("a run in Chinese", () => {
  it("while it goes: hosts under each other though Chinese is twice as wide", () => {
    expect(frame(runInPackages())).toMatchInlineSnapshot(`
      "
      运行 r-7f3c · 集群 prod · 计划 4b1e9a03 · 3 台主机，42 个步骤
        阶段           k8s-master90  k8s-master91  k8s-master93  时间
      ! preflight      ✓ 正常        ✓ 正常        ! 1 条警告    2.1s
      ✓ system         ✓ 3 项变更    ✓ 3 项变更    ✓ 3 项变更    2.3s
      ▶ packages       · 1/2         ▶ 0/2         ▶ 0/2         9.0s
      ✓ certificates   ✓ 1 项变更    ✓ 1 项变更    ✓ 1 项变更    0.7s
      · load-balancer  ·             ·             ·
      · etcd           ·             ·             ·
      · k8s-master90  接下来：放行转发的数据包，现在和开机时
      ▶ k8s-master91  Install haproxy, keepalived, etcd and network tools         9.0s
          Unpacking keepalived (1:2.2.7-1+b2) ...
          Setting up haproxy (2.6.12-1+deb12u1) ...
      ▶ k8s-master93  Install haproxy, keepalived, etcd and network tools         9.0s
          Progress: [ 46%]
      0:14  19/42 个步骤  Ctrl-C
      "
    `);
    expect(frame(runInWindow())).toMatchInlineSnapshot(`
      "
      运行 r-7f3c · 集群 prod · 计划 4b1e9a03 · 3 台主机，42 个步骤
        阶段           k8s-master90  k8s-master91  k8s-master93  时间
      ! preflight      ✓ 正常        ✓ 正常        ! 1 条警告    2.1s
      ✓ system         ✓ 3 项变更    ✓ 3 项变更    ✓ 3 项变更    2.3s
      ✓ packages       ✓ 2 项变更    ✓ 2 项变更    ✓ 2 项变更     21s
      ✓ certificates   ✓ 1 项变更    ✓ 1 项变更    ✓ 1 项变更    0.7s
      ✓ load-balancer  ✓ 1 项变更    ✓ 1 项变更    ✓ 1 项变更    3.2s
      ▶ etcd           ▶ 已启动      ◆ 已就位      ◆ 已就位      3.3s
      ▶ k8s-master90  在启动窗口内启动 etcd：进程启动                             2.6s
      ▶ k8s-master91  已就位，等 k8s-master90：端口打开                           2.6s
      ▶ k8s-master93  已就位，等 k8s-master90：端口打开                           2.6s
      0:29  33/42 个步骤  Ctrl-C
      "
    `);
  });

  it("when it is done", () => {
    expect(whole(doneRun())).toMatchInlineSnapshot(`
      "
      运行 r-7f3c · 集群 prod · 计划 4b1e9a03 · 3 台主机，42 个步骤
        阶段           k8s-master90  k8s-master91  k8s-master93  时间
      ! preflight      ✓ 正常        ✓ 正常        ! 1 条警告    2.1s
      ✓ system         ✓ 3 项变更    ✓ 3 项变更    ✓ 3 项变更    2.3s
      ✓ packages       ✓ 2 项变更    ✓ 2 项变更    ✓ 2 项变更     21s
      ✓ certificates   ✓ 1 项变更    ✓ 1 项变更    ✓ 1 项变更    0.7s
      ✓ load-balancer  ✓ 1 项变更    ✓ 1 项变更    ✓ 1 项变更    3.2s
      ✓ etcd           ✓ 3 项变更    ✓ 3 项变更    ✓ 3 项变更    4.5s

      在启动窗口内启动所有 etcd 成员
        成员          发出  收到  启动  端口开  过半  就绪  误差
        k8s-master90     0     1    41     151   612   640  ±0.2
        k8s-master91   152   154   194     301   612   655  ±0.2
        k8s-master93   153   153   202     323   640   703  ±0.2
        3 个成员全部完成，用时 703 ms；启动偏差 160 ms
        时间：自第一条命令发出起的毫秒数，以 coordinator 的时钟为准

      ! DISK-FSYNC k8s-master93: p99 of fdatasync is 62 ms, limit 50; put etcd on a
        faster disk

      汇总
      k8s-master90  无需变更=4  已变更=10  失败=0
      k8s-master91  无需变更=4  已变更=10  失败=0
      k8s-master93  无需变更=4  已变更=10  失败=0
      完成：42 个步骤中有 30 个做了变更，用时 30.3 s
      "
    `);
    const { progress } = progressOf(unchangedRun());
    expect(runEnd(progress, look).at(-1)).toMatchInlineSnapshot(`"没有要改的：42 个步骤都已符合要求，用时 1.80 s"`);
  });

  it("when it failed: code, names and what machines said stay as they are", () => {
    expect(whole(failedRun())).toMatchInlineSnapshot(`
      "
      运行 r-7f3c · 集群 prod · 计划 4b1e9a03 · 3 台主机，42 个步骤
        阶段           k8s-master90  k8s-master91  k8s-master93  时间
      ! preflight      ✓ 正常        ✓ 正常        ! 1 条警告    2.1s
      ✓ system         ✓ 3 项变更    ✓ 3 项变更    ✓ 3 项变更    2.3s
      ✓ packages       ✓ 2 项变更    ✓ 2 项变更    ✓ 2 项变更     21s
      ✓ certificates   ✓ 1 项变更    ✓ 1 项变更    ✓ 1 项变更    0.7s
      ✓ load-balancer  ✓ 1 项变更    ✓ 1 项变更    ✓ 1 项变更    3.2s
      ✗ etcd           ↻ 已撤回      ↻ 已撤回      ✗ 失败        4.6s

      在启动窗口内启动所有 etcd 成员
        成员          发出  收到  启动  端口开  误差
        k8s-master90     0     1    41     151  ±0.2
        k8s-master91   152   154   194     301  ±0.2
        k8s-master93   153   153   202       -  ±0.2
        已取消并撤回；启动偏差 160 ms
        时间：自第一条命令发出起的毫秒数，以 coordinator 的时钟为准

      ! DISK-FSYNC k8s-master93: p99 of fdatasync is 62 ms, limit 50; put etcd on a
        faster disk

      汇总
      k8s-master90  无需变更=3  已变更=8  失败=0  已取消=1  未执行=2
      k8s-master91  无需变更=3  已变更=8  失败=0  已取消=1  未执行=2
      k8s-master93  无需变更=3  已变更=8  失败=1  未执行=2
      错误: ETCD_MEMBER_DIED: k8s-master93 的 etcd 退出了：同伴连过来的地址不在它的证书里
        主机      k8s-master93
        步骤      在启动窗口内启动 etcd（etcd/start/k8s-master93）
        含义      集群成型过程中 etcd 退出了
        证据      │ info: starting etcd  version=3.5.16
                  │ fatal: discovery failed  error: x509: certificate is valid for
                  │ 192.168.1.93, not 192.168.1.92
                  │ systemd[1]: etcd.service: Main process exited, code=exited,
                  │ status=1/FAILURE
        已撤回    停掉了 etcd.service: k8s-master90, k8s-master91, k8s-master93
                  它的数据现在位于 /var/lib/quorate-etcd.undone-1: k8s-master90,
                    k8s-master91
        已保留    42 个步骤中有 33 个已完成，不会重复
        详情      coordinator explain ETCD_MEMBER_DIED
      提示: spec.hosts 里的地址必须是主机对外通信所用的那个
      "
    `);
  });

  it("as lines in a log", () => {
    const { records } = failedRun();
    const [first] = records;
    if (first?.event.type !== "run.started") throw new Error("a script begins with start()");
    const progress = new RunProgress(first, first.event);
    const said = records.flatMap((record) => {
      progress.apply(record);
      return runLines(progress, record, look);
    });
    expect(page([...said.slice(0, 4), ...said.slice(-9).filter((line) => widthOf(line) <= 80)])).toMatchInlineSnapshot(`
      "
      运行 r-7f3c · 集群 prod · 计划 4b1e9a03 · 3 台主机，42 个步骤
      0:01  无需变更   k8s-master90  检查主机：资源、时钟、端口、VIP、残留
      0:01  无需变更   k8s-master91  检查主机：资源、时钟、端口、VIP、残留
      0:01  无需变更   k8s-master93  检查主机：资源、时钟、端口、VIP、残留
      0:30  已取消     k8s-master90  在启动窗口内启动 etcd
      0:30  已取消     k8s-master91  在启动窗口内启动 etcd
            在启动窗口内启动所有 etcd 成员
              成员          发出  收到  启动  端口开  误差
              k8s-master90     0     1    41     151  ±0.2
              k8s-master91   152   154   194     301  ±0.2
              k8s-master93   153   153   202       -  ±0.2
              已取消并撤回；启动偏差 160 ms
              时间：自第一条命令发出起的毫秒数，以 coordinator 的时钟为准
      "
    `);
    const busy = progressOf(runInPackages());
    expect(stillLine(busy.progress, busy.nowMs + 30_000, look)).toMatchInlineSnapshot(
      `"0:44  等待       k8s-master91  Install haproxy, keepalived, etcd and network tools，另有 1 个步骤: Setting up haproxy (2.6.12-1+deb12u1) ..."`,
    );
  });
});
