import { spoken } from "@quorate/shared/language";

/** What is said while agents are brought to hosts, and when it is over. */
export const installWords = spoken(
  {
    waits: "waits for its turn",
    stages: {
      look: "finds out what it is",
      copy: (file: string) => `gets ${file}`,
      install: (manager: string) => `installs with ${manager}`,
      enrol: "enrols",
      start: "starts its agent",
      wait: "waits for its agent to connect",
    },
    changes: { installed: "installed", enrolled: "enrolled", started: "started" },
    and: ", ",
    changed: "changed",
    unchanged: "unchanged",
    failed: "failed",
    connected: (version: string) => `quorate-agent ${version}, connected`,
    done: (changes: string, agent: string) => `${changes}: ${agent}`,
    recap: "RECAP",
    next: (command: string) => `Next: ${command}`,
    mend: "Next: mend that, then run the same command again: hosts that are done are left alone",
    stopped: "stopped; what was begun on a host is taken up when this is run again",
  },
  {
    waits: "等着轮到它",
    stages: {
      look: "看看它是什么主机",
      copy: (file) => `接收 ${file}`,
      install: (manager) => `用 ${manager} 安装`,
      enrol: "登记",
      start: "启动 agent",
      wait: "等 agent 连上",
    },
    changes: { installed: "已安装", enrolled: "已登记", started: "已启动" },
    and: "、",
    changed: "已变更",
    unchanged: "无需变更",
    failed: "失败",
    connected: (version) => `quorate-agent ${version}，已连上`,
    done: (changes, agent) => `${changes}：${agent}`,
    recap: "汇总",
    next: (command) => `下一步：${command}`,
    mend: "下一步：修好上面所说的，再运行同一条命令：做完的主机不会再动",
    stopped: "已停下；在主机上做了一半的，再运行一次就接着做",
  },
);
