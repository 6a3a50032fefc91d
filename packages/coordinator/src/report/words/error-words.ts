import type { CheckArea } from "@quorate/shared/check-catalogue";
import type { Fault, Retry } from "@quorate/shared/error-catalogue";
import { spoken } from "@quorate/shared/language";

interface ErrorWords {
  readonly error: string;
  readonly hint: string;
  /** Labels of what `explain` tells. */
  readonly labels: Readonly<
    Record<"meaning" | "whoCan" | "tryAgain" | "wayOut" | "exitCode" | "well" | "checked", string>
  >;
  /** Who can mend it. */
  readonly faults: Readonly<Record<Fault, string>>;
  /** Whether trying again makes sense. */
  readonly retries: Readonly<Record<Retry, string>>;
  /** When a check is made. */
  readonly areas: Readonly<Record<CheckArea, string>>;
}

export const errorWords = spoken<ErrorWords>(
  {
    error: "error:",
    hint: "hint:",
    labels: {
      meaning: "meaning",
      whoCan: "who can",
      tryAgain: "try again",
      wayOut: "way out",
      exitCode: "exit code",
      well: "well",
      checked: "checked",
    },
    faults: {
      user: "you: a file, an argument or a decision",
      host: "whoever looks after the host",
      peer: "nobody may have to: the network or the other side can come back by itself",
      trust: "whoever gave the certificate, token or key",
      bug: "the developers: please report it",
    },
    retries: {
      never: "no: it is useless or harmful",
      backoff: "yes: it may heal by itself",
      "after-change": "after somebody has changed something",
    },
    areas: {
      preflight: "before a bootstrap, and by `coordinator doctor`; except it with --ignore-checks",
      health: "by `coordinator doctor` and `coordinator health`",
      audit: "by `coordinator doctor --audit`, on hosts that were set up by hand",
    },
  },
  {
    error: "错误:",
    hint: "提示:",
    labels: {
      meaning: "含义",
      whoCan: "谁来处理",
      tryAgain: "能否重试",
      wayOut: "出路",
      exitCode: "退出码",
      well: "正常时",
      checked: "何时检查",
    },
    faults: {
      user: "你：改一个文件、一个参数，或做一个决定",
      host: "照管这台主机的人",
      peer: "也许不用谁动手：网络或对方会自己恢复",
      trust: "给出证书、令牌或密钥的人",
      bug: "开发者：请报告给我们",
    },
    retries: {
      never: "不要：没有用，或者有害",
      backoff: "可以：可能自己就好了",
      "after-change": "先改好某样东西，再重试",
    },
    areas: {
      preflight: "引导之前，以及 `coordinator doctor`；用 --ignore-checks 可作为例外放过",
      health: "`coordinator doctor` 和 `coordinator health`",
      audit: "`coordinator doctor --audit`，针对手工搭建的主机",
    },
  },
);
