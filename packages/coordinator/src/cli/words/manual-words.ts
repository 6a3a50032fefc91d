import { spoken } from "@quorate/shared/language";

/** What a man page says beside the command line; titles as man-pages(7) has them, and as Chinese pages do. */
export const manualWords = spoken(
  {
    titles: {
      name: "NAME",
      synopsis: "SYNOPSIS",
      description: "DESCRIPTION",
      commands: "COMMANDS",
      arguments: "ARGUMENTS",
      options: "OPTIONS",
      exits: "EXIT STATUS",
      files: "FILES",
      seeAlso: "SEE ALSO",
    },
    optionsPlace: "[options]",
    commandPlace: "<command>",
    oneOf: (list: string) => `one of ${list}`,
    initial: (value: string) => `default: ${value}`,
    detailed: (text: string, details: readonly string[]) => `${text} (${details.join("; ")})`,
    files: {
      coordinatorState:
        "the event log and the keys of the authorities, for root and the service; others: ~/.local/state/quorate",
      serviceOptions: "options of the service",
      agentIdentity: "where the coordinator is, written by enroll; the key and the certificate lie in agent/ beside it",
      agentState: "the journal of steps, and the record of what was on the host before",
      unitOptions: "options of the unit",
    },
  },
  {
    titles: {
      name: "名称",
      synopsis: "概要",
      description: "描述",
      commands: "命令",
      arguments: "参数",
      options: "选项",
      exits: "退出状态",
      files: "文件",
      seeAlso: "参见",
    },
    optionsPlace: "[选项]",
    commandPlace: "<命令>",
    oneOf: (list) => `可选 ${list}`,
    initial: (value) => `默认 ${value}`,
    detailed: (text, details) => `${text}（${details.join("；")}）`,
    files: {
      coordinatorState: "事件日志和各 CA 的密钥，供 root 和服务使用；其他用户在 ~/.local/state/quorate",
      serviceOptions: "服务的选项",
      agentIdentity: "coordinator 在哪里，由 enroll 写入；密钥和证书在旁边的 agent/ 里",
      agentState: "步骤的日志文件，以及主机原来样子的记录",
      unitOptions: "单元的选项",
    },
  },
);
