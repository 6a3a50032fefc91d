import type { Language } from "@quorate/shared/language";
import { type Column, columns } from "../table.ts";

const zh = {
  NAME: "名称",
  HOST: "主机",
  PHASE: "阶段",
  TIME: "时间",
  TOOK: "用时",
  AGE: "存在",
  HEARD: "上次心跳",
  CLOCK: "时钟偏差",
  ENROLLED: "接入于",
  CERTIFICATE: "证书",
  CHECK: "检查",
  RESULT: "结果",
  DETAIL: "详情",
  MEMBER: "成员",
  SENT: "发出",
  RECEIVED: "收到",
  STARTED: "启动",
  "PORT-OPEN": "端口开",
  QUORUM: "过半",
  READY: "就绪",
  ERROR: "误差",
  SEQ: "序号",
  EVENT: "事件",
  SUBJECT: "对象",
  STATE: "状态",
  ATTEMPT: "第几次",
  PURPOSE: "用途",
  STEPS: "步骤",
  CHANGED: "变更",
  FAILED: "失败",
  CLUSTER: "集群",
  PLAN: "计划",
  BY: "发起人",
  IGNORED: "例外",
  KIND: "种类",
  CODE: "错误码",
  TITLE: "内容",
  EXPIRES: "到期",
  DAYS: "天数",
  SERIAL: "序列号",
  ROLE: "角色",
  HEALTHY: "健康",
  SIZE: "大小",
  FILE: "文件",
  CONTENTS: "内容",
  PROBLEM: "问题",
  VERSION: "版本",
  ADDRESS: "地址",
  KERNEL: "内核",
  MEMORY: "内存",
  STOPPED: "停掉的",
  "APISERVER THROUGH THE VIP": "经 VIP 访问 APISERVER",
} as const satisfies Readonly<Record<string, string>>;

/** Titles that are the field's own terms in every language. */
type Term = "" | "SHA256" | "AGENT" | "KUBERNETES" | "ETCD" | "HAPROXY" | "KEEPALIVED" | "VIP" | "ID" | "OS" | "CPUS";
export type Title = keyof typeof zh | Term;

/** Of a table's column; what is no known title, like a host's name, stays as it is. */
export function titleIn(language: Language, title: string): string {
  const words: Readonly<Record<string, string>> = zh;
  return language === "en" || !Object.hasOwn(zh, title) ? title : (words[title] ?? title);
}

/** As `columns`, in a language: a name that ends in ">" is aligned to the right. */
export function columnsIn(language: Language, ...titles: readonly (Title | `${Title}>`)[]): readonly Column[] {
  return columns(...titles).map((column) => ({ ...column, title: titleIn(language, column.title) }));
}
