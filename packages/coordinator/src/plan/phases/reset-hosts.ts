import type { Phase, Step } from "@quorate/shared/plan";
import { runtimeUnits } from "../container-runtime.ts";
import { etcdPaths, layout } from "../layout.ts";
import type { ResetHost, ResetInput } from "../reset-input.ts";
import { idOf, step } from "../step-list.ts";
import { etcdResetIds } from "./reset-etcd.ts";
import { resetId } from "./reset-kubernetes.ts";

function restoreStep(host: ResetHost, reset: ResetInput): Step {
  const { spec, options } = reset;
  const master = host.spec.role === "control-plane";
  const etcdStays = master && spec.etcd.topology === "external" && options.etcdData !== "destroy";
  const units = [
    ...(master ? [layout.unit.keepalived, layout.unit.haproxy] : []),
    layout.unit.kubelet,
    ...runtimeUnits(spec),
    ...(master && spec.etcd.topology === "external" && !etcdStays ? [layout.etcd.unit] : []),
  ];
  return step(idOf("reset-hosts", "restore", host.id), "host.restore", host.id, {
    title: etcdStays ? "Put the host back as it was found, but for etcd" : "Put the host back as it was found",
    needs: [resetId(host), ...etcdResetIds(host, reset)],
    input: { units, keep: etcdStays ? [...etcdPaths(spec)] : [] },
    timeoutMs: 300_000,
  });
}

/** Packages stay: taking them away would take configuration of others along. */
export function resetHostsPhase(reset: ResetInput): Phase {
  return {
    name: "reset-hosts",
    title: "Put the hosts back as they were found; packages stay",
    steps: reset.hosts.map((host) => restoreStep(host, reset)),
  };
}
