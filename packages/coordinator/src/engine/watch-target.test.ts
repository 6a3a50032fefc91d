import { watchTarget as schema } from "@quorate/shared/facts";
import { expect, test } from "vitest";
import { fakeSpec } from "../../../../test/fakes/cluster.ts";
import type { HostSpec } from "../spec/cluster-spec.ts";
import { watchAfterReset, watchTarget } from "./watch-target.ts";

const external = fakeSpec();
const stacked = fakeSpec({ etcd: { ...external.etcd, topology: "stacked" } });
const master: HostSpec = { name: "m1", address: "10.0.0.1", role: "control-plane" };
const worker: HostSpec = { name: "w1", address: "10.0.0.9", role: "worker" };
const nothing = { vip: "", etcdClientUrl: "", etcdCaFile: "", etcdCertFile: "", etcdKeyFile: "" };

test("a control-plane host watches the virtual IP and its own etcd member, with root's certificate", () => {
  expect(watchTarget(external, master)).toEqual({
    vip: "10.0.0.100",
    etcdClientUrl: "https://10.0.0.1:2379",
    etcdCaFile: "/etc/quorate/pki/etcd/client-ca.crt",
    etcdCertFile: "/etc/quorate/pki/etcd/root-client.crt",
    etcdKeyFile: "/etc/quorate/pki/etcd/root-client.key",
  });
});

test("a member that kubeadm made is asked with kubeadm's own health check certificate", () => {
  expect(watchTarget(stacked, master)).toMatchObject({
    etcdClientUrl: "https://10.0.0.1:2379",
    etcdCaFile: "/etc/kubernetes/pki/etcd/ca.crt",
    etcdCertFile: "/etc/kubernetes/pki/etcd/healthcheck-client.crt",
    etcdKeyFile: "/etc/kubernetes/pki/etcd/healthcheck-client.key",
  });
});

test("a worker has nothing to watch", () => {
  expect(watchTarget(external, worker)).toEqual(nothing);
  expect(schema.parse(watchTarget(external, worker))).toEqual(nothing);
});

test("after a reset etcd is watched where it goes on running, and nothing else is", () => {
  const etcd = { ...watchTarget(external, master), vip: "" };
  expect(watchAfterReset(external, master, "keep")).toEqual(etcd);
  expect(watchAfterReset(external, master, "purge")).toEqual(etcd);
  expect(watchAfterReset(external, master, "destroy")).toEqual(nothing);
  expect(watchAfterReset(stacked, master, "keep")).toEqual(nothing);
  expect(watchAfterReset(external, worker, "keep")).toEqual(nothing);
});
