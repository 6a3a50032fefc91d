import type { BundleContents } from "../../packages/coordinator/src/bundle/manifest.ts";

export const bundleSums = {
  deb: "1".repeat(64),
  index: "2".repeat(64),
  image: "3".repeat(64),
  etcd: "4".repeat(64),
  spec: "5".repeat(64),
};
/** For the hosts of `fakeFacts`, with one file of each kind. */
export const fakeBundle: BundleContents = {
  id: "abcdef0123456789".repeat(4),
  manifest: {
    ...{ format: 1, cluster: "demo", specHash: "0".repeat(64), packages: "deb" },
    os: { id: "debian", version: "12", arch: "x64" },
    files: [
      { name: "etcd/etcd-v3.5.9-linux-amd64.tar.gz", sha256: bundleSums.etcd, bytes: 4 },
      { name: "images/pause.tar", sha256: bundleSums.image, bytes: 3, images: ["registry.k8s.io/pause:3.2"] },
      { name: "packages/Packages", sha256: bundleSums.index, bytes: 2 },
      {
        name: "packages/haproxy_2.6_amd64.deb",
        sha256: bundleSums.deb,
        bytes: 1,
        package: { name: "haproxy", version: "2.6" },
      },
      { name: "spec/cluster.yaml", sha256: bundleSums.spec, bytes: 5 },
    ],
  },
};
