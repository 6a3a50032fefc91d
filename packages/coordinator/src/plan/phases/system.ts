import type { StepId } from "@quorate/shared/ids";
import type { Phase, Step } from "@quorate/shared/plan";
import type { StepInput, StepKind } from "@quorate/shared/step/contract";
import { layout } from "../layout.ts";
import { everyHost, type PlanInput } from "../plan-input.ts";
import type { HostSite } from "../site.ts";
import { idOf, step } from "../step-list.ts";

function systemStep<K extends StepKind>(
  site: HostSite,
  name: string,
  kind: K,
  title: string,
  input: StepInput<K>,
): Step {
  return step(idOf("system", name, site.id), kind, site.id, {
    title,
    input,
    needs: [idOf("network", "reach", site.id)],
    timeoutMs: 60_000,
  });
}

function hostSteps(site: HostSite, plan: PlanInput): readonly Step[] {
  const { system } = plan.spec;
  return [
    ...(system.setHostName
      ? [systemStep(site, "host-name", "host.name", `Name the host ${site.spec.name}`, { name: site.spec.name })]
      : []),
    systemStep(site, "hosts-file", "host.hosts-file", "Let every host know the others' names", {
      entries: plan.spec.hosts.map((host) => ({ address: host.address, names: [host.name] })),
    }),
    systemStep(site, "selinux", "host.selinux", "Set the SELinux mode that the spec asks for", {
      mode: system.selinux,
    }),
    ...(system.swap === "disable"
      ? [systemStep(site, "swap-off", "host.swap-off", "Turn swap off, now and at boot", {})]
      : []),
    systemStep(site, "modules", "host.modules", "Load kernel modules, now and at boot", {
      modules: system.modules.map(({ anyOf, optional }) => ({ anyOf: [...anyOf], optional })),
    }),
    systemStep(site, "limits", "host.limits", "Raise the limits of open files and processes", {
      openFiles: system.openFiles,
      processes: system.processes,
    }),
  ];
}

function sysctl(site: HostSite, plan: PlanInput): Step {
  return step(idOf("system", "sysctl", site.id), "host.sysctl", site.id, {
    title: "Set kernel parameters, now and at boot",
    // bridge-nf-call-* exist only once br_netfilter is loaded.
    needs: [idOf("system", "modules", site.id)],
    input: { file: layout.hostsSysctl, values: { ...plan.spec.system.sysctl } },
  });
}

function allSteps(site: HostSite, plan: PlanInput): readonly Step[] {
  return [...hostSteps(site, plan), sysctl(site, plan)];
}

/** All of it on one host: kubeadm looks at most of what they do. */
export function systemStepIds(site: HostSite, plan: PlanInput): readonly StepId[] {
  return allSteps(site, plan).map(({ id }) => id);
}

/** The operating system of each host; steps of one host do not wait for another host. */
export function systemPhase(plan: PlanInput): Phase {
  return {
    name: "system",
    title: "Prepare the operating system",
    steps: everyHost(plan).flatMap((site) => allSteps(site, plan)),
  };
}
