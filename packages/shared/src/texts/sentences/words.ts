import type { Sentences } from "../sentence-forms.ts";

/** Single words that stand in sentences and in differences: alone they would be anybody's. */
export const partWords: Sentences = {
  // How a thing is, and how it is to be.
  absent: "不存在",
  present: "存在",
  enabled: "已启用",
  disabled: "已禁用",
  active: "运行中",
  inactive: "未运行",
  stopped: "已停止",
  running: "运行中",
  restarted: "已重启",
  masked: "已屏蔽",
  loaded: "已加载",
  held: "已锁住版本",
  none: "无",
  off: "关闭",
  on: "打开",
  read: "已读取",
  settled: "已了结",
  recorded: "已记录",
  formed: "已成型",
  done: "已完成",
  differs: "不同",
  configured: "已配置",
  pods: "Pod",
  // What an agent wanted to do with a file.
  look: "查看",
  list: "列出",
  make: "创建",
  move: "移动",
  write: "写入",
  remove: "删除",
  link: "链接",
  // Of a value in cluster.yaml.
  nothing: "空值",
  name: "名字",
  address: "地址",
  number: "数字",
  boolean: "布尔值",
  network: "网络",
  broadcast: "广播",
  // Of a clock.
  ahead: "快了",
  behind: "慢了",
  // Of a run.
  bootstrap: "引导",
  reset: "重置",
  failed: "失败",
  interrupted: "已中断",
  somebody: "有人",
};
