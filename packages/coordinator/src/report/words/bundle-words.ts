import { spoken } from "@quorate/shared/language";

/** What the commands for bundles say. */
export const bundleWords = spoken(
  {
    downloading: (packages: number) => `downloading ${packages} packages and what they need`,
    absent: (names: string) => `not among the packages, so hosts must have them already: ${names}`,
    etcd: (url: string) => `downloading etcd: ${url}`,
    image: (images: string, url: string) => `taking ${images} from ${url}`,
    noImages: "no images: give a folder of archives with --images, or name them in spec.kubernetes.images",
    contents: (packages: number, images: number, etcd: boolean, size: string) =>
      `${packages} packages, ${images} images${etcd ? ", etcd" : ""}, ${size}`,
    made: (path: string, contents: string) => `${path}: ${contents}`,
    next: (command: string) => `on the coordinator's machine: ${command}`,
    whole: (path: string, files: number) => `${path}: all ${files} files have their sha256`,
    damaged: (damaged: number, files: number, path: string) =>
      `${damaged} of the ${files} files in ${path} are damaged`,
    damagedFile: (name: string, got: string, want: string) => `${name} has the sha256 ${got}, not ${want}`,
    forWhom: (id: string, system: string, contents: string) => `bundle ${id} for ${system}: ${contents}`,
    system: (id: string, version: string, arch: string) => `${id} ${version} on ${arch}`,
    gatheredFor: (cluster: string, spec: string) => `gathered for ${cluster}, spec ${spec}`,
    cannotWrite: (path: string, why: string) => `cannot write ${path}: ${why}`,
    nameFolder: "name a folder that is there, with room for all of it twice",
    running: "a coordinator runs already, and serves the bundle that it was started with, or none",
    restart: (bundle: string) =>
      `start that one with --bundle ${bundle} (of the service: QUORATE_OPTIONS), and leave --bundle out here`,
  },
  {
    downloading: (packages) => `正在下载 ${packages} 个软件包和它们所需的一切`,
    absent: (names) => `软件包里没有这些，主机上必须已经装好：${names}`,
    etcd: (url) => `正在下载 etcd：${url}`,
    image: (images, url) => `从 ${url} 取 ${images}`,
    noImages: "没有镜像：用 --images 给出存放归档的目录，或写进 spec.kubernetes.images",
    contents: (packages, images, etcd, size) =>
      `${packages} 个软件包，${images} 个镜像${etcd ? "，etcd" : ""}，${size}`,
    made: (path, contents) => `${path}：${contents}`,
    next: (command) => `在 coordinator 的机器上：${command}`,
    whole: (path, files) => `${path}：${files} 个文件的 sha256 全部相符`,
    damaged: (damaged, files, path) => `${path} 的 ${files} 个文件里有 ${damaged} 个已损坏`,
    damagedFile: (name, got, want) => `${name} 的 sha256 是 ${got}，不是 ${want}`,
    forWhom: (id, system, contents) => `离线包 ${id}，用于 ${system}：${contents}`,
    system: (id, version, arch) => `${id} ${version}（${arch}）`,
    gatheredFor: (cluster, spec) => `为集群 ${cluster} 收集，cluster.yaml ${spec}`,
    cannotWrite: (path, why) => `无法写入 ${path}：${why}`,
    nameFolder: "指明一个已存在、空间够放两份的目录",
    running: "已有 coordinator 在运行，它提供的是自己启动时的离线包，或没有",
    restart: (bundle) => `让它以 --bundle ${bundle} 启动（服务则写进 QUORATE_OPTIONS），这里不写 --bundle`,
  },
);

export type BundleWords = (typeof bundleWords)["en"];
