import { spoken } from "@quorate/shared/language";

type Titles = Readonly<Record<string, string>>;

const englishTitles: Titles = {};

/** What `quorate-agent` prints for people. */
export const cliWords = spoken(
  {
    about: "Runs typed steps on this host for the coordinator, and tells it how the host does",
    enroll: "trade a join token for this host's certificate; may be repeated with the same token",
    coordinator: "the coordinator's enrol address",
    caHash: "hash of the fleet CA's public key, as `coordinator token create` prints it",
    tokenFile: "file with the join token, or - for standard input",
    token: "the join token itself; while this runs, every user of this machine can read it (ps)",
    host: "this host's name in cluster.yaml",
    ownName: "its own name",
    run: "connect to the coordinator and do what it asks, until SIGTERM or SIGINT",
    configDir: "where the enrolment is kept",
    stateDir: "where the journal of steps is kept",
    logLevel: "least level that is logged",
    version: "output the version number",
    help: "display help for command",
    /** Of the parser of the command line. */
    titles: englishTitles,
    options: "[options]",
    command: "[command]",
    enrolled: (host: string, address: string) => `${host} is enrolled; its agent connects to ${address}`,
    next: (command: string) => `next: ${command}`,
    badHost: (name: string) => `${name} is no host name`,
    giveHost: "give the name that cluster.yaml has for this host with --host NAME",
    error: "error:",
    choices: (list: string) => `choices: ${list}`,
    initial: (value: string) => `default: ${value}`,
  },
  {
    about: "在这台主机上为 coordinator 执行类型化的步骤，并报告主机的状况",
    enroll: "用加入令牌换取这台主机的证书；可以用同一个令牌重复执行",
    coordinator: "coordinator 的接入地址",
    caHash: "CA 公钥的哈希，由 `coordinator token create` 打印",
    tokenFile: "存有加入令牌的文件；- 表示标准输入",
    token: "加入令牌本身；运行期间，这台机器的所有用户都能看到它（ps）",
    host: "这台主机在 cluster.yaml 里的名字",
    ownName: "它自己的主机名",
    run: "连接 coordinator，照它的要求做，直到收到 SIGTERM 或 SIGINT",
    configDir: "接入记录放在哪里",
    stateDir: "步骤的日志文件放在哪里",
    logLevel: "记录到哪个级别为止",
    version: "打印版本号",
    help: "显示这条命令的帮助",
    options: "[选项]",
    command: "[命令]",
    titles: { "Usage:": "用法:", "Options:": "选项：", "Commands:": "命令：", "Arguments:": "参数：" },
    enrolled: (host, address) => `${host} 已接入；它的 agent 会连接 ${address}`,
    next: (command) => `下一步：${command}`,
    badHost: (name) => `${name} 不是主机名`,
    giveHost: "用 --host NAME 给出 cluster.yaml 里这台主机的名字",
    error: "错误:",
    choices: (list) => `可选：${list}`,
    initial: (value) => `默认：${value}`,
  },
);
