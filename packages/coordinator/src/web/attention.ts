import type { Language } from "@quorate/shared/language";
import { failureIn, fixIn } from "@quorate/shared/texts/catalogue-texts";
import { sentenceIn } from "@quorate/shared/texts/sentence-in";
import { oneLine } from "../report/line.ts";
import type { Notice as CheckNotice } from "../report/notices.ts";
import type { ClusterStatus, HostStatus } from "../rpc/status.ts";
import { agentRole, daysLeft, type KnownCertificate } from "./certificates.ts";
import { size, span } from "./draw/measure.ts";
import type { AttentionWords, Words } from "./words/words.ts";

/** Something that somebody should look at. */
export interface Notice {
  /** bad: something is lost or not working; warn: it will be, if nobody acts. */
  readonly level: "bad" | "warn";
  readonly text: string;
  /** What to do about it; a command or a sentence. */
  readonly fix?: string;
}

export interface AttentionInput {
  readonly status: ClusterStatus;
  readonly certificates: readonly KnownCertificate[];
  readonly unready: readonly string[];
  /** Checks of the last run that were not simply good. */
  readonly checks: readonly CheckNotice[];
  /** Milliseconds since 1970. */
  readonly nowMs: number;
}

const endsSoonDays = 30;
/** As the preflight's limit; certificates and leases go by the clock. */
const clockLimitMs = 500;
const leastFree = 0.1;
/** https://etcd.io/docs/v3.5/faq/: p99 of the fsync of the log is to stay below it. */
const fsyncLimitMs = 10;

/** What is bad first. Pure. */
export function attentionOf(input: AttentionInput, { attention: words, language }: Words): readonly Notice[] {
  const { status, certificates, unready, checks, nowMs } = inLanguage(input, language);
  const notices = [
    ...unready.map((problem): Notice => ({ level: "bad", text: words.notReady(problem) })),
    ...status.alarms.map((alarm) => alarmNotice(alarm, words)),
    ...status.hosts.flatMap((host) => hostNotices(host, words)),
    ...memberNotices(status, words),
    ...vipNotices(status, words),
    ...runNotices(status, words),
    ...certificates
      .filter((each) => daysLeft(each, nowMs) < (each.role === agentRole ? 0 : endsSoonDays))
      .map((each) => certificateNotice(each, nowMs, words)),
    ...checks.map(({ host, check: { id, detail, fix } }): Notice => {
      return { level: "warn", text: `${id} ${host}: ${oneLine(detail)}`, fix };
    }),
  ];
  return notices.toSorted((a, b) => Number(a.level === "warn") - Number(b.level === "warn"));
}

/** With what hosts and the coordinator said of causes in the language. */
function inLanguage(input: AttentionInput, language: Language): AttentionInput {
  const say = (text: string): string => sentenceIn(language, text);
  const { hosts, alarms, run } = input.status;
  const status = {
    ...input.status,
    alarms: alarms.map((alarm) => ({ ...alarm, reason: say(alarm.reason) })),
    hosts: hosts.map(({ lastLost, etcd, ...host }) => ({
      ...host,
      ...(lastLost ? { lastLost: { ...lastLost, reason: say(lastLost.reason) } } : {}),
      ...(etcd ? { etcd: { ...etcd, problem: say(etcd.problem) } } : {}),
    })),
    ...(run?.failure ? { run: { ...run, failure: failureIn(language, run.failure) } } : {}),
  };
  const checks = input.checks.map(({ host, check }) => {
    return { host, check: { ...check, detail: say(check.detail), fix: fixIn(language, check.id, check.fix) } };
  });
  return { ...input, status, checks, unready: input.unready.map(say) };
}

function alarmNotice({ host, from, reason }: ClusterStatus["alarms"][number], words: AttentionWords): Notice {
  return { level: "bad", text: words.alarm(host, from, oneLine(reason)), fix: `coordinator hosts revoke ${host}` };
}

function hostNotices(host: HostStatus, words: AttentionWords): readonly Notice[] {
  const { name, agent, lastLost, etcd, units, revoked } = host;
  if (revoked)
    return [{ level: "warn", text: words.revoked(name, revoked.by), fix: `coordinator token create ${name}` }];
  if (agent !== "connected") {
    const text = words[agent](name, lastLost?.reason ?? "");
    return [{ level: "bad", text, fix: words.onHost("systemctl status quorate-agent") }];
  }
  const failed = units.filter(({ state }) => state === "failed");
  return [
    ...(etcd && !etcd.healthy ? [unhealthy(name, etcd.problem, words)] : []),
    ...failed.map(({ name: unit }): Notice => {
      return { level: "bad", text: words.unitFailed(name, unit), fix: words.onHost(`systemctl status ${unit}`) };
    }),
    ...measuredNotices(host, words),
  ];
}

function unhealthy(host: string, problem: string, words: AttentionWords): Notice {
  return { level: "bad", text: words.etcdUnhealthy(host, problem), fix: words.onHost("journalctl -u etcd -n 50") };
}

function measuredNotices({ name, clock, disk, etcd }: HostStatus, words: AttentionWords): readonly Notice[] {
  const off = clock ? Math.abs(clock.offsetMs) - clock.errorMs : 0;
  const full = disk && disk.totalBytes > 0 && disk.availableBytes / disk.totalBytes < leastFree;
  const slow = etcd?.fsyncP99Ms ?? 0;
  return [
    ...(clock && off > clockLimitMs ? [warn(words.clockOff(name, span(Math.abs(clock.offsetMs))))] : []),
    ...(full ? [warn(words.diskFull(name, size(disk.availableBytes)))] : []),
    ...(slow > fsyncLimitMs ? [warn(words.slowDisk(name, span(slow)))] : []),
  ];
}

const warn = (text: string): Notice => ({ level: "warn", text });

/** Only where members answer can a leader be expected. */
function memberNotices({ hosts }: ClusterStatus, words: AttentionWords): readonly Notice[] {
  const members = hosts.filter(({ etcd }) => etcd?.healthy);
  const leaders = members.filter(({ etcd }) => etcd?.leader).map(({ name }) => name);
  if (leaders.length > 1) return [{ level: "bad", text: words.manyLeaders(leaders.join(", ")) }];
  return members.length > 0 && leaders.length === 0 ? [{ level: "bad", text: words.noLeader }] : [];
}

/** Only where keepalived runs somewhere can the address be expected. */
function vipNotices({ hosts, vipHolders }: ClusterStatus, words: AttentionWords): readonly Notice[] {
  if (vipHolders.length > 1) return [{ level: "bad", text: words.manyVipHolders(vipHolders.join(", ")) }];
  const wanted = hosts.some(({ units }) =>
    units.some(({ name, state }) => name === "keepalived.service" && state === "running"),
  );
  return wanted && vipHolders.length === 0 ? [{ level: "bad", text: words.noVipHolder }] : [];
}

function runNotices({ run }: ClusterStatus, words: AttentionWords): readonly Notice[] {
  if (run?.state === "interrupted") {
    return [{ level: "warn", text: words.runInterrupted(run.run), fix: `coordinator resume ${run.run}` }];
  }
  if (!run?.failure) return [];
  const { code, message, hint } = run.failure;
  return [{ level: "bad", text: words.runFailed(code, oneLine(message)), fix: hint }];
}

function certificateNotice(each: KnownCertificate, nowMs: number, words: AttentionWords): Notice {
  const days = daysLeft(each, nowMs);
  const fix =
    each.role === agentRole ? `coordinator token create ${each.host}` : "coordinator bootstrap -f cluster.yaml";
  return { level: days < 0 ? "bad" : "warn", text: words.certificateEnds(each.host, each.role, days), fix };
}
