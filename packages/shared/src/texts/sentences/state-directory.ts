import type { Sentences } from "../sentence-forms.ts";

export const stateDirectorySentences: Sentences = {
  "--etcd-data {1}: {2}": "--etcd-data {1}：{2}",
  "agent on {1}: {2}": "{1} 上的 agent：{2}",
  "coordinator: {1}": "coordinator：{1}",
  "command: {1}": "命令：{1}",
  "not read: {1}: {2}": "没有读到：{1}：{2}",
  "no passphrase was typed": "没有输入口令",
  "{1} cannot be read": "{1} 读不了",
  "every user of this machine may read {1}": "这台机器的所有用户都能读 {1}",
  "run: chmod 600 {1}": "运行：chmod 600 {1}",
  "no traces: OTEL_EXPORTER_OTLP_ENDPOINT {1}": "没有链路追踪：OTEL_EXPORTER_OTLP_ENDPOINT {1}",
  "is no http or https URL": "不是 http 或 https URL",
  "has a user or a password in it: let a collector on loopback add them":
    "里带着用户名或口令：让 loopback 上的收集器来加",
  "{1} is damaged: it does not say which event was acknowledged last": "{1} 已损坏：说不出最后确认的是哪一条事件",
  "remove {1} to take the log as it is; events at its end may then be lost unseen":
    "删掉 {1} 就按现有的日志算；末尾的事件可能因此不知不觉地丢失",
  "is missing": "缺失",
  "does not match its checksum": "和校验和不符",
  "is missing: the log ends before event {1}, which was acknowledged": "缺失：日志在已确认的事件 {1} 之前就结束了",
  "is not the one that was acknowledged": "不是确认过的那一条",
  "event {1} of {2} {3}": "{2} 的事件 {1} {3}",
  "{1} was revoked": "{1} 已被吊销",
  "the keys in {1} are encrypted, and no passphrase was given": "{1} 里的密钥是加密的，没有给出口令",
  "the new passphrase is the present one; nothing was changed": "新口令就是现在的口令；什么也没有改",
  "name two different files, or type a new passphrase": "给出两个不同的文件，或输入新的口令",
  "the keys in {1} are not encrypted, so there is no passphrase to change": "{1} 里的密钥没有加密，所以没有口令可改",
  "the next coordinator that is started with --ca-passphrase-file FILE encrypts them":
    "下一次用 --ca-passphrase-file FILE 启动的 coordinator 会加密它们",
  "the passphrase is shorter than {1} characters; nothing was changed": "口令短于 {1} 个字符；什么也没有改",
  "take a long random one, as in: openssl rand -base64 24": "用一个长的随机口令，例如：openssl rand -base64 24",
  "{1} is encrypted, and the state directory has no seal.json to open it with":
    "{1} 是加密的，而状态目录里没有能打开它的 seal.json",
  "restore seal.json from a copy of the state directory": "从状态目录的备份恢复 seal.json",
  "{1} is damaged, or was sealed for another place": "{1} 已损坏，或是为别处加密的",
  "restore it from a copy of the state directory": "从状态目录的备份恢复它",
  "the passphrase does not open {1}; nothing was changed": "口令打不开 {1}；什么也没有改",
  "give the passphrase that the state was encrypted with; there is no way in without it":
    "给出加密状态时用的口令；没有它就打不开",
  "not a name of a secret: {1}": "不是密钥的名字：{1}",
  "the secret {1} cannot be removed": "密钥 {1} 删不掉",
  "the secret {1} has format {2}; this coordinator knows 1 and 2":
    "密钥 {1} 的格式是 {2}；这个 coordinator 认识 1 和 2",
  "install the version of the coordinator that wrote it, or a newer one":
    "安装写下它的那个版本的 coordinator，或更新的版本",
  "the secret {1} is damaged": "密钥 {1} 已损坏",
  "the secret {1} cannot be read": "密钥 {1} 读不出来",
  "the event log {1} is closed": "事件日志 {1} 已关闭",
  "the event log {1} is open in another process": "事件日志 {1} 正被另一个进程打开",
  "the event log {1} cannot be opened: {2}": "事件日志 {1} 打不开：{2}",
  "the event log {1} cannot be read: {2}": "事件日志 {1} 读不出来：{2}",
  "the event log {1} was not written, nothing of it: {2}": "事件日志 {1} 没有写入，一点也没有写：{2}",
  "the state directory {1} is too long for a unix socket in it": "状态目录 {1} 的路径太长，放不下 unix 套接字",
  "choose a --state-dir of at most {1} bytes": "换一个不超过 {1} 字节的 --state-dir",
  "{1} belongs to user {2}, who could not read what a coordinator of user {3} writes there":
    "{1} 属于用户 {2}，而用户 {3} 的 coordinator 写在那里的东西他读不了",
  "start the service that owns it (systemctl start quorate-coordinator), or choose another --state-dir":
    "启动它所属的服务（systemctl start quorate-coordinator），或换一个 --state-dir",
  "{1} has mode 0{2}; it must be closed to others": "{1} 的权限是 0{2}；它不能对别人开放",
  "run: chmod 700 {1}": "运行：chmod 700 {1}",
  "the directory {1} cannot be made": "目录 {1} 建不了",
  "the state directory {1} is held by {2}": "状态目录 {1} 正被 {2} 占用",
  "process {1}": "进程 {1}",
  "{1} cannot be written": "{1} 写不了",
};
