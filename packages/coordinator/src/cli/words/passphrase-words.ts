import { spoken } from "@quorate/shared/language";

export const passphraseWords = spoken(
  {
    present: (stateDir: string) => `Passphrase of the keys in ${stateDir}: `,
    next: (stateDir: string) => `New passphrase of the keys in ${stateDir}: `,
    onceMore: "The same once more: ",
    differ: "the two passphrases differ; nothing was changed",
    standardInput: "standard input",
    typed: "what was typed",
    none: (from: string) => `there is no passphrase in ${from}`,
    noPresent: "the present passphrase was not given",
    noNew: "no new passphrase was given, and nobody is there to be asked",
    newHint: "give the file with it: --new-passphrase-file FILE",
    done: (stateDir: string) => [
      `the passphrase of the keys in ${stateDir} is changed; give the new one to what starts the coordinator there`,
      "who has an older copy of it and the older passphrase can still open it, and newer copies with it: see to old copies too",
    ],
  },
  {
    present: (stateDir) => `${stateDir} 中密钥的口令：`,
    next: (stateDir) => `${stateDir} 中密钥的新口令：`,
    onceMore: "再输入一次：",
    differ: "两次输入的口令不同；什么也没有改",
    standardInput: "标准输入",
    typed: "输入的内容",
    none: (from) => `${from}里没有口令`,
    noPresent: "没有给出现在的口令",
    noNew: "没有给出新口令，也没有人可以询问",
    newHint: "给出存有它的文件：--new-passphrase-file FILE",
    done: (stateDir) => [
      `${stateDir} 中密钥的口令已更换；请把新口令交给启动 coordinator 的地方`,
      "谁有它的旧副本和旧口令，仍能打开旧副本，并由此打开更新的副本：旧副本也要处理",
    ],
  },
);
