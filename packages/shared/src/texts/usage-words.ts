import { spoken } from "../language.ts";

/** What is wrong with a command line. The parser says it in English; here is the rest. */
export const usageWords = spoken(
  {
    seeHelp: "run the command with --help",
    didYouMean: (word: string) => `did you mean ${word}?`,
    unknownCommand: (name: string) => `unknown command '${name}'`,
    unknownOption: (flag: string) => `unknown option '${flag}'`,
    missingArgument: (name: string) => `missing required argument '${name}'`,
    missingValue: (flags: string) => `option '${flags}' argument missing`,
    missingOption: (flags: string) => `required option '${flags}' not specified`,
    conflict: (one: string, other: string) => `option '${one}' cannot be used with option '${other}'`,
    badValue: (flags: string, value: string, why: string) => `option '${flags}' argument '${value}' is invalid. ${why}`,
    badArgument: (name: string, value: string, why: string) =>
      `command-argument value '${value}' is invalid for argument '${name}'. ${why}`,
    choices: (list: string) => `Allowed choices are ${list}.`,
    tooMany: (expected: string, got: string) => `too many arguments: expected ${expected}, got ${got}`,
  },
  {
    seeHelp: "加上 --help 看看这条命令怎么用",
    didYouMean: (word) => `你是不是想写 ${word}？`,
    unknownCommand: (name) => `没有“${name}”这条命令`,
    unknownOption: (flag) => `没有“${flag}”这个选项`,
    missingArgument: (name) => `缺少参数“${name}”`,
    missingValue: (flags) => `选项“${flags}”后面缺少值`,
    missingOption: (flags) => `必须给出选项“${flags}”`,
    conflict: (one, other) => `选项“${one}”不能和选项“${other}”一起用`,
    badValue: (flags, value, why) => `选项“${flags}”的值“${value}”不对。${why}`,
    badArgument: (name, value, why) => `参数“${name}”的值“${value}”不对。${why}`,
    choices: (list) => `可以是 ${list}。`,
    tooMany: (expected, got) => `参数太多：需要 ${expected} 个，给了 ${got} 个`,
  },
);

/** What the reader of an argument asks for. The parser passes it on as text, so it is found again by its English. */
export const askWords = spoken(
  {
    time: "Write a time like 90s, 15m or 1h30m.",
    hostName: "Write a name of lower-case letters, digits and hyphens.",
    ip: "Write an IPv4 or IPv6 address.",
    addresses: "Write addresses or names with commas between: 192.168.1.5,ops.",
    since: "Write the number of an event, a time like 10m, or 2026-01-01T12:00:00Z.",
    checkIds: "Write ids of checks with commas between: SWAP,DISK-FSYNC.",
    certificateLife: "An hour at least, a year at most.",
  },
  {
    time: "请写成 90s、15m 或 1h30m 这样的时长。",
    hostName: "请写由小写字母、数字和连字符组成的名字。",
    ip: "请写一个 IPv4 或 IPv6 地址。",
    addresses: "请写地址或名字，用逗号隔开：192.168.1.5,ops。",
    since: "请写事件的序号、10m 这样的时长，或 2026-01-01T12:00:00Z 这样的时刻。",
    checkIds: "请写检查的 id，用逗号隔开：SWAP,DISK-FSYNC。",
    certificateLife: "最短一小时，最长一年。",
  },
);
