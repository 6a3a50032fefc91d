import { describe, expect, it } from "vitest";
import { fullImageName } from "./image-names.ts";
import { imageComponent } from "./kubeadm-images.ts";

const digest = `sha256:${"a".repeat(64)}`;

describe("fullImageName", () => {
  it.each([
    ["busybox", "docker.io/library/busybox:latest"],
    ["flannel/flannel:v1", "docker.io/flannel/flannel:v1"],
    ["docker.io/flannel/flannel:v1", "docker.io/flannel/flannel:v1"],
    ["k8s.gcr.io/pause:3.2", "k8s.gcr.io/pause:3.2"],
    ["localhost/x", "localhost/x:latest"],
    ["reg:5000/a/b", "reg:5000/a/b:latest"],
    [`k8s.gcr.io/pause:3.2@${digest}`, `k8s.gcr.io/pause@${digest}`],
    [`busybox@${digest}`, `docker.io/library/busybox@${digest}`],
  ])("calls %s %s", (image, full) => {
    expect(fullImageName(image)).toBe(full);
  });
});

describe("imageComponent", () => {
  it.each([
    ["k8s.gcr.io/pause:3.2", "pause"],
    ["registry.k8s.io/coredns/coredns:v1.11.1", "coredns"],
    [`reg:5000/kube-proxy@${digest}`, "kube-proxy"],
  ])("finds in %s the component %s", (image, component) => {
    expect(imageComponent(image)).toBe(component);
  });
});
