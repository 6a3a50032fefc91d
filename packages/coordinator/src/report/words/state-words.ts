import { type Language, spoken } from "@quorate/shared/language";

/** States, roles and phases, for tables, views and the page. Programs get the English ones, which are the names themselves. */
export const stateWords = spoken(
  {
    agent: { connected: "connected", silent: "silent", absent: "absent", revoked: "revoked" },
    unit: { absent: "absent", stopped: "stopped", running: "running", failed: "failed" },
    step: {
      pending: "pending",
      running: "running",
      armed: "armed",
      fired: "fired",
      retrying: "will be tried again",
      unchanged: "unchanged",
      changed: "changed",
      failed: "failed",
      canceled: "canceled",
      lost: "lost",
    },
    run: { running: "running", interrupted: "interrupted", done: "done", failed: "failed" },
    purpose: { bootstrap: "bootstrap", reset: "reset" },
    role: { none: "none", "control-plane": "control-plane", worker: "worker", unfinished: "unfinished" },
    member: { leader: "leader", follower: "follower", unhealthy: "unhealthy" },
    certificate: { valid: "valid", renew: "renew", expired: "expired" },
    answer: { yes: "yes", no: "no", held: "held", waiting: "waiting", leased: "leased" },
    severity: { error: "error", warning: "warning", ignored: "ignored", ok: "ok" },
  },
  {
    agent: { connected: "已连接", silent: "无响应", absent: "未连接", revoked: "已吊销" },
    unit: { absent: "未安装", stopped: "已停止", running: "运行中", failed: "失败" },
    step: {
      pending: "等待中",
      running: "执行中",
      armed: "已就位",
      fired: "已触发",
      retrying: "将重试",
      unchanged: "无需变更",
      changed: "已变更",
      failed: "失败",
      canceled: "已取消",
      lost: "失联",
    },
    run: { running: "进行中", interrupted: "已中断", done: "已完成", failed: "失败" },
    purpose: { bootstrap: "引导", reset: "重置" },
    role: { none: "无", "control-plane": "控制平面", worker: "工作节点", unfinished: "未完成" },
    member: { leader: "leader", follower: "follower", unhealthy: "不健康" },
    certificate: { valid: "有效", renew: "该续期", expired: "已过期" },
    answer: { yes: "是", no: "否", held: "持有", waiting: "等待中", leased: "已派发" },
    severity: { error: "错误", warning: "警告", ignored: "已忽略", ok: "正常" },
  },
);

/** A state by its name, in the language; one that is not known, like that of a newer version, stays as it is. */
export function stateIn(language: Language, state: string): string {
  if (language === "en") return state;
  for (const [family, words] of Object.entries(stateWords.zh)) {
    const names: Readonly<Record<string, string>> = words;
    if (family !== "unit" && family !== "severity" && Object.hasOwn(words, state)) return names[state] ?? state;
  }
  return state;
}
