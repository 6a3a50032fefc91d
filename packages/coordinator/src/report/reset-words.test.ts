import { hostId } from "@quorate/shared/ids";
import { expect, it } from "vitest";
import { factsOf, fakeHosts, fakeSpec } from "../../../../test/fakes/cluster.ts";
import { buildResetPlan } from "../plan/build-reset-plan.ts";
import { plainLook } from "./look.ts";
import { resetWords } from "./reset-words.ts";
import { planWords } from "./words/status-words.ts";

const worker = { name: "w11", address: "10.0.0.11", role: "worker" } as const;

it("tells a host to which something else is done apart, and what becomes of etcd", () => {
  const spec = fakeSpec({ hosts: [...fakeHosts(3), worker] });
  const options = { etcdData: "destroy" } as const;
  const plan = buildResetPlan({ spec, specHash: "s", facts: factsOf(spec), options });
  expect(plan.hosts).toContain(hostId("w11"));
  const lines = resetWords(plan, spec, "destroy", plainLook);
  const heads = lines.filter((line) => /^ {2}\S/.test(line));
  expect(heads).toEqual(["  m1, m2, m3", "  w11"]);
  expect(lines.filter((line) => line.includes("etcd member"))).toHaveLength(1);
  expect(lines.join(" ")).toContain(`--etcd-data destroy: ${planWords.en.etcdData.destroy}.`);
});

it("does not promise that kubeadm's own etcd goes on running", () => {
  const external = fakeSpec();
  const spec = fakeSpec({ etcd: { ...external.etcd, topology: "stacked" } });
  const plan = buildResetPlan({ spec, specHash: "s", facts: factsOf(spec), options: { etcdData: "keep" } });
  const text = resetWords(plan, spec, "keep", plainLook).join(" ");
  expect(text).toContain("etcd's members end with the control plane, and leave their data on the disks");
  expect(text).not.toContain("goes on running");
});
