import { spoken } from "@quorate/shared/language";

/** Of both programs. The numbers: ARCHITECTURE.md and the error catalogue. */
export const exitCodeWords = spoken(
  {
    0: "done",
    1: "failed",
    2: "changes are pending (only plan --detailed-exitcode)",
    64: "the command line is wrong",
    65: "cluster.yaml is wrong or does not fit the hosts, a saved plan is stale, or the host is not enrolled",
    69: "coordinator or agent cannot be reached",
    75: "stopped, and can go on",
    77: "refused",
    130: "detached by Ctrl-C; the run goes on",
  },
  {
    0: "完成",
    1: "失败",
    2: "有待做的更改（只有 plan --detailed-exitcode）",
    64: "命令行有误",
    65: "cluster.yaml 有误或与主机对不上、保存的计划已过时，或主机没有接入",
    69: "连不上 coordinator 或 agent",
    75: "已停下，可以继续",
    77: "被拒绝",
    130: "按 Ctrl-C 脱离；运行还在继续",
  },
);

export type ProgramExit = keyof (typeof exitCodeWords)["en"];
