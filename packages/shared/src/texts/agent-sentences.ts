import type { Sentences } from "./sentence-forms.ts";
import { agentSentences } from "./sentences/agent.ts";
import { auditFindingsSentences } from "./sentences/audit-findings.ts";
import { etcdStepsSentences } from "./sentences/etcd-steps.ts";
import { hostSentences } from "./sentences/host.ts";
import { kubeadmStepsSentences } from "./sentences/kubeadm-steps.ts";
import { kubernetesStepsSentences } from "./sentences/kubernetes-steps.ts";
import { preflightFindingsSentences } from "./sentences/preflight-findings.ts";
import { restoreStepsSentences } from "./sentences/restore-steps.ts";
import { serviceStepsSentences } from "./sentences/service-steps.ts";
import { systemStepsSentences } from "./sentences/system-steps.ts";

/** What agents and their steps say in free sentences, in Chinese, by what it is about. */
export const agentSentencesZh: readonly Sentences[] = [
  agentSentences,
  auditFindingsSentences,
  etcdStepsSentences,
  hostSentences,
  kubeadmStepsSentences,
  kubernetesStepsSentences,
  preflightFindingsSentences,
  restoreStepsSentences,
  serviceStepsSentences,
  systemStepsSentences,
];
