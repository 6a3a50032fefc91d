import type { StepId } from "@quorate/shared/ids";
import type { Phase, Step } from "@quorate/shared/plan";
import { etcdMemberOf } from "../etcd-member.ts";
import { layout } from "../layout.ts";
import type { ResetHost, ResetInput } from "../reset-input.ts";
import { idOf, step } from "../step-list.ts";
import { resetId } from "./reset-kubernetes.ts";

function masters({ hosts }: ResetInput): readonly ResetHost[] {
  return hosts.filter((host) => host.spec.role === "control-plane");
}

/** On one member, which speaks for all; once the last apiserver that could write is gone. */
function purgeSteps(reset: ResetInput): readonly Step[] {
  const { spec, generation } = reset;
  const host = masters(reset).find(({ facts }) => facts.etcd?.formed);
  if (!generation || !host) return [];
  return [
    step(idOf("reset-etcd", "purge", host.id), "etcd.purge", host.id, {
      title: "Delete Kubernetes' keys after a verified snapshot",
      needs: masters(reset).map(resetId),
      input: {
        member: etcdMemberOf(host.spec, spec, generation),
        prefix: layout.kubernetes.etcdPrefix,
        apiservers: masters(reset).map((each) => each.spec.address),
        snapshotDirectory: layout.etcdSnapshots,
      },
      timeoutMs: 600_000,
    }),
  ];
}

function destroyStep(host: ResetHost, reset: ResetInput): Step {
  return step(destroyId(host), "etcd.destroy", host.id, {
    title: "Stop the etcd member and delete its data",
    // A member that goes while apiservers run would only make them fail loudly.
    needs: masters(reset).map(resetId),
    input: { dataDir: reset.spec.etcd.dataDir, configFile: layout.etcd.config, unit: layout.etcd.unit },
    timeoutMs: 120_000,
  });
}

function destroyId(host: ResetHost): StepId {
  return idOf("reset-etcd", "destroy", host.id);
}

export function resetEtcdPhase(reset: ResetInput): Phase {
  const { etcdData } = reset.options;
  const destroy = etcdData === "destroy" ? masters(reset).map((host) => destroyStep(host, reset)) : [];
  return {
    name: "reset-etcd",
    title: etcdData === "destroy" ? "Destroy etcd" : "Empty etcd of Kubernetes' keys",
    steps: etcdData === "purge" ? purgeSteps(reset) : destroy,
  };
}

/** What has to be over before a host is put back as it was. */
export function etcdResetIds(host: ResetHost, reset: ResetInput): readonly StepId[] {
  return resetEtcdPhase(reset)
    .steps.filter((each) => each.host === host.id)
    .map(({ id }) => id);
}
