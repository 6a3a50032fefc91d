import { spoken } from "@quorate/shared/language";

/** Of hosts that are let in. */
export const enrolWords = spoken(
  {
    agent: {
      connected: "connected",
      enrolled: "enrolled; then: systemctl enable --now quorate-agent",
      unknown: "waits for its enrol command",
    },
    asRoot: (host: string, until: string) => `On ${host}, as root (good once, until ${until} UTC):`,
  },
  {
    agent: {
      connected: "已连接",
      enrolled: "已接入；接着：systemctl enable --now quorate-agent",
      unknown: "等待在它上面运行接入命令",
    },
    asRoot: (host, until) => `在 ${host} 上以 root 运行（只能用一次，有效期至 ${until} UTC）：`,
  },
);
