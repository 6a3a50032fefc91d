import type { Sentences } from "../sentence-forms.ts";

export const bundlesSentences: Sentences = {
  "cannot be read: {1}": "读不出来：{1}",
  "cannot be read": "读不出来",
  "is an archive without a {1}": "是归档，但里面没有 {1}",
  "does not hold {1} with {2} bytes": "里面没有 {2} 字节的 {1}",
  "has a {1} that this version does not understand": "里面的 {1} 是这个版本不认识的",
  "ends in the middle of {1}: the copy is not whole": "在 {1} 的中间就断了：没有拷贝完整",
  "it ends where a file should begin": "在本该开始下一个文件的地方断了",
  "is no archive of a bundle: {1}": "不是离线包的归档：{1}",
  "only {1} bytes at {2}": "在 {2} 处只有 {1} 字节",
  "ends in the middle of {1}": "在 {1} 的中间就断了",
  "a header of the archive is damaged": "归档里有一个文件头损坏",
  "{1} is no plain file": "{1} 不是普通文件",
  "the path is too long for an archive: {1}": "路径太长，归档放不下：{1}",
  "no repository of this machine or of the spec offers {1}; {2}": "这台机器和 cluster.yaml 的软件源都不提供 {1}；{2}",
  "the package manager did not download {1}": "包管理器没有下载 {1}",
  "the spec names {1}, which is not beside it or in a folder beside it":
    "cluster.yaml 里写着 {1}，它不在旁边，也不在旁边的目录里",
  "move it there, and name it by its path from cluster.yaml": "把它移到那里，用相对于 cluster.yaml 的路径来写",
  "cannot have {1}: {2}": "取不到 {1}：{2}",
  "{1} names no image": "{1} 里没有写镜像名",
  "save images by their names: docker save -o FILE.tar NAME:TAG, or ctr -n k8s.io images export FILE.tar NAME:TAG":
    "按名字保存镜像：docker save -o FILE.tar NAME:TAG，或 ctr -n k8s.io images export FILE.tar NAME:TAG",
  "there is no such program on this machine": "这台机器上没有这个程序",
  "this machine has neither apt-get nor dnf nor yum": "这台机器上既没有 apt-get，也没有 dnf 或 yum",
  "run it on a machine with the hosts' distribution": "在发行版和主机相同的机器上运行它",
  "cannot write {1}: {2}": "无法写入 {1}：{2}",
  "two files want to be {1}: one of them is {2}": "有两个文件都要叫 {1}：其中一个是 {2}",
  "{1} has changed while it was read": "{1} 在读取过程中变了",
};
