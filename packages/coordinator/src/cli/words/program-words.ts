import { spoken } from "@quorate/shared/language";

/** Of the program as a whole, and of what the parser of the command line says in every help. */
export const programWords = spoken(
  {
    about: "Takes bare Linux hosts to a highly available Kubernetes control plane, and keeps watch over it.",
    version: "print the version",
    language: "language of what people read; else by LC_ALL, LC_MESSAGES, LANG",
    groups: {
      make: "Make a cluster:",
      look: "See what is and was:",
      run: "See to a run:",
      serve: "Run a coordinator:",
    },
    usage: "Usage:",
    arguments: "Arguments:",
    options: "Options:",
    commands: "Commands:",
    optionsPlace: "[options]",
    commandPlace: "[command]",
    help: "display help for command",
    choices: (list: string) => `choices: ${list}`,
    initial: (value: string) => `default: ${value}`,
    extra: (list: readonly string[]) => ` (${list.join(", ")})`,
    firstSteps: "First steps:",
    exitCodes: `Exit codes: 0 done, 1 failed, 2 changes pending (plan --detailed-exitcode), 64 usage,
  65 bad cluster.yaml, 69 unreachable, 75 stopped and can go on, 77 refused, 130 detached`,
  },
  {
    about: "把裸 Linux 主机变成高可用的 Kubernetes 控制平面，并一直照看它。",
    version: "打印版本号",
    language: "给人看的文字用哪种语言；不写则看 LC_ALL、LC_MESSAGES、LANG",
    groups: {
      make: "搭建集群：",
      look: "查看现状和经过：",
      run: "照管一次运行：",
      serve: "运行 coordinator：",
    },
    usage: "用法:",
    arguments: "参数：",
    options: "选项：",
    commands: "命令：",
    optionsPlace: "[选项]",
    commandPlace: "[命令]",
    help: "显示这条命令的帮助",
    choices: (list: string) => `可选：${list}`,
    initial: (value: string) => `默认：${value}`,
    extra: (list: readonly string[]) => `（${list.join("；")}）`,
    firstSteps: "头几步：",
    exitCodes: `退出码：0 完成，1 失败，2 有待做的更改（plan --detailed-exitcode），64 命令行有误，
  65 cluster.yaml 有误，69 连不上，75 已停下、可以继续，77 被拒绝，130 已脱离`,
  },
);
