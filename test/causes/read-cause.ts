import { tellingLines as etcdLines } from "../../packages/agent/src/steps/etcd/journal-lines.ts";
import { etcdCauses } from "../../packages/agent/src/steps/etcd/known-causes.ts";
import { type CauseRow, findCause } from "../../packages/agent/src/steps/known-cause.ts";
import { componentDeaths } from "../../packages/agent/src/steps/kubeadm/component-causes.ts";
import { kubeadmCauses } from "../../packages/agent/src/steps/kubeadm/kubeadm-causes.ts";
import { KubeadmOutput } from "../../packages/agent/src/steps/kubeadm/kubeadm-output.ts";
import { kubeletDeaths } from "../../packages/agent/src/steps/kubeadm/kubelet-causes.ts";
import { isTelling } from "../../packages/agent/src/steps/kubeadm/kubelet-watch.ts";
import { fakeHost } from "../fakes/fake-host.ts";
import { fakeStepContext } from "../fakes/fake-step-context.ts";
import type { Source } from "./provocations.ts";

export interface ReadCause {
  readonly code: string;
  /** In plain words. */
  readonly cause: string;
  readonly fix: string;
}

export const rowsOf: Readonly<Record<Source, readonly CauseRow[]>> = {
  etcd: etcdCauses,
  kubelet: kubeletDeaths,
  kubeadm: kubeadmCauses,
  apiserver: componentDeaths,
};

/** What the agent makes of a program's lines, by the agent's own way of reading them. */
export function readCause(source: Source, lines: readonly string[]): ReadCause | undefined {
  if (source === "kubeadm") return kubeadmCause(lines);
  const read = { etcd: etcdLines(lines), kubelet: lines.filter(isTelling), apiserver: lines }[source];
  return findCause(rowsOf[source], read);
}

function kubeadmCause(lines: readonly string[]): ReadCause | undefined {
  const output = new KubeadmOutput(fakeStepContext(fakeHost()), "kubeadm", (text) => text);
  for (const line of lines) output.add(line);
  if (!output.explained) return undefined;
  const { code, message, hint } = output.failed(1);
  return { code, cause: message.replace("kubeadm failed: ", ""), fix: hint };
}
