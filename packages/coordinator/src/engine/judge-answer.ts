import type { StepOutput } from "@quorate/shared/step/contract";
import type { CheckResult } from "@quorate/shared/step/preflight";
import type { HostAnswer } from "./ask-hosts.ts";

/** One check that was carried out, and where: a host, or "*" for all of them together. */
export interface DoctorCheck extends CheckResult {
  readonly host: string;
  /** Lines that show the cause. */
  readonly evidence: readonly string[];
}

type Told = Pick<CheckResult, "id" | "severity" | "detail"> & { readonly fix?: string };

export function doctorCheck(host: string, told: Told, evidence: readonly string[] = []): DoctorCheck {
  return { host, fix: "", ...told, evidence };
}

/** What a host's answer says, as checks. `ignore`: ids that the operator excepted. */
export function judgeAnswer(answer: HostAnswer, ignore: readonly string[]): readonly DoctorCheck[] {
  const { step, failure } = answer;
  if (failure) return [failed(answer)];
  switch (step.kind) {
    case "preflight.host":
    case "preflight.network":
    case "host.audit":
      return checksOf(answer).map((check) => doctorCheck(step.host, excepted(check, ignore)));
    case "vip.verify": {
      const { vip, port } = step.input;
      return [doctorCheck(step.host, { id: "VIP-ANSWER", severity: "ok", detail: `${vip} port ${port} answers` })];
    }
    case "kubernetes.verify":
      return [doctorCheck(step.host, { id: "KUBERNETES", severity: "ok", detail: nodesText(answer) })];
    default:
      return [];
  }
}

/** The agent checked its output against the step's contract, and the report came over its own stream. */
function checksOf({ output }: HostAnswer): readonly CheckResult[] {
  return (output as StepOutput<"preflight.host">).checks;
}

function nodesText({ output }: HostAnswer): string {
  const { nodes } = output as StepOutput<"kubernetes.verify">;
  const ready = nodes.filter((node) => node.ready).length;
  return nodes.length === 0 ? "this host's node is registered" : `${ready} of ${nodes.length} nodes ready`;
}

/** The hosts were told to except everything, so that everything is told; here is what the operator excepts. */
function excepted(check: CheckResult, ignore: readonly string[]): CheckResult {
  if (check.severity !== "ignored") return check;
  const wanted = ignore.includes(check.id) || ignore.includes(check.id.replace(/-\d+$/, ""));
  return wanted ? check : { ...check, severity: "error" };
}

/** A check of a running cluster fails with its own words; of any other, it could not be carried out. */
const failedIds: Readonly<Record<string, string>> = { "vip.verify": "VIP-ANSWER", "kubernetes.verify": "KUBERNETES" };

function failed({ step, failure }: HostAnswer): DoctorCheck {
  const { code = "INTERNAL", message = "", hint = "", evidence = [] } = failure ?? {};
  if (code === "HOST_UNREACHABLE") {
    return doctorCheck(step.host, { id: "AGENT", severity: "error", detail: message, fix: hint });
  }
  const id = failedIds[step.kind];
  const detail = id === undefined ? `${step.title}: ${code}: ${message}` : message;
  return doctorCheck(step.host, { id: id ?? "LOOK", severity: "error", detail, fix: hint }, evidence);
}
