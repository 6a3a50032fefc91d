import { barrierId, type StepId } from "@quorate/shared/ids";
import type { Barrier, Phase, Step } from "@quorate/shared/plan";
import { etcdMemberOf } from "../etcd-member.ts";
import { layout } from "../layout.ts";
import { type ExternalPlan, hasExternalEtcd, type PlanInput } from "../plan-input.ts";
import type { Site } from "../site.ts";
import { idOf, step } from "../step-list.ts";
import { peerUrl } from "../url.ts";

const start = barrierId("etcd/start");
const proofTtlSeconds = 60;

function memberOf(site: Site, { spec, generation }: ExternalPlan) {
  return etcdMemberOf(site.spec, spec, generation);
}

function prepareSteps(site: Site, plan: ExternalPlan): readonly Step[] {
  const { etcd } = plan.spec;
  const member = memberOf(site, plan);
  const installed = etcd.source.kind === "package" ? "install" : "etcd-tarball";
  const dataDirectory = idOf("etcd", "data-directory", site.id);
  return [
    step(dataDirectory, "etcd.data-directory", site.id, {
      title: "Make an empty data directory; old data is renamed, never deleted",
      needs: [idOf("certificates", "etcd-user", site.id), idOf("packages", installed, site.id)],
      input: { member },
    }),
    step(idOf("etcd", "configure", site.id), "etcd.configure", site.id, {
      title: "Write etcd's configuration and unit",
      needs: [dataDirectory, idOf("certificates", "etcd", site.id), idOf("system", "hosts-file", site.id)],
      input: {
        member,
        binary: etcd.source.kind === "package" ? layout.etcd.packagedBinary : `${layout.etcd.tarballBinDir}/etcd`,
        heartbeatMs: etcd.heartbeatMs,
        electionMs: etcd.electionMs,
        quotaBytes: etcd.quotaBytes,
        autoCompactionHours: etcd.autoCompactionHours,
        snapshotCount: 10_000,
      },
    }),
  ];
}

function startStep(site: Site, plan: ExternalPlan): Step {
  return step(
    idOf("etcd", "start", site.id),
    "etcd.start",
    site.id,
    {
      title: "Start etcd inside the start window",
      needs: [idOf("etcd", "configure", site.id), idOf("network", "firewall", site.id)],
      input: {
        member: memberOf(site, plan),
        startWindowMs: plan.spec.etcd.startWindowMs,
        clockToleranceMs: plan.spec.preflight.maxClockOffsetMs,
        minFreeMiB: plan.spec.preflight.minDiskMiB,
      },
      timeoutMs: plan.spec.etcd.startWindowMs + armMs,
    },
    { barrier: start },
  );
}

/** One write through the first member, then every other member must read it: only a cluster with quorum can. */
function proofSteps(site: Site, plan: ExternalPlan): readonly Step[] {
  const member = memberOf(site, plan);
  const first = plan.sites[0];
  const proof = { key: "/quorate/proof", value: plan.generation.token };
  const write = first ? [idOf("etcd", "write-proof", first.id)] : [];
  const started = plan.sites.map((each) => idOf("etcd", "start", each.id));
  const steps: Step[] = [];
  if (site.id === first?.id) {
    steps.push(
      step(
        idOf("etcd", "write-proof", site.id),
        "etcd.write-proof",
        site.id,
        {
          title: "Write through this member",
          needs: started,
          input: { member, ...proof, ttlSeconds: proofTtlSeconds },
        },
        { fades: true },
      ),
    );
  } else {
    steps.push(
      step(idOf("etcd", "read-proof", site.id), "etcd.read-proof", site.id, {
        title: "Read the write back through this member",
        needs: write,
        input: { member, ...proof },
      }),
    );
  }
  return steps;
}

function settleStep(site: Site, plan: ExternalPlan): Step {
  return step(idOf("etcd", "settle", site.id), "etcd.settle", site.id, {
    title: "Mark the cluster as formed; give root a ready etcdctl",
    needs: proofIds(plan),
    input: { member: memberOf(site, plan) },
  });
}

function proofIds({ sites }: PlanInput): readonly StepId[] {
  return sites.map((site, index) => idOf("etcd", index === 0 ? "write-proof" : "read-proof", site.id));
}

/** Without steps when etcd is stacked: then kubeadm makes a member beside each apiserver. */
export function etcdPhase(plan: PlanInput): Phase {
  const steps = hasExternalEtcd(plan) ? plan.sites.flatMap((site) => hostSteps(site, plan)) : [];
  return { name: "etcd", title: "Form the etcd cluster", steps };
}

function hostSteps(site: Site, plan: ExternalPlan): readonly Step[] {
  return [...prepareSteps(site, plan), startStep(site, plan), ...proofSteps(site, plan), settleStep(site, plan)];
}

/** After these the cluster is proved, and no later run takes it for one that was never formed. */
export function etcdSettledIds({ sites, generation }: PlanInput): readonly StepId[] {
  return generation ? sites.map((site) => idOf("etcd", "settle", site.id)) : [];
}

const armMs = 20_000;

/**
 * By peer URL as text: a starting member asks its peers in that order whether they know it, a second each at most, so the
 * one that runs already must be the first it asks. Otherwise two that start together may ask each other and lose that second.
 */
function startOrder(sites: readonly Site[]): readonly Site[] {
  return sites.toSorted((a, b) => (peerUrl(a.spec) < peerUrl(b.spec) ? -1 : 1));
}

/**
 * The first member, and the others when its peer port answers: 3 to 5 times faster than all at once, where every member
 * waits a second for each peer that listens and does not answer yet (isMemberBootstrapped in etcd's server/etcdserver).
 */
export function etcdBarrier(plan: PlanInput): Barrier {
  return {
    id: start,
    title: "Start all etcd members inside the start window",
    steps: hasExternalEtcd(plan) ? startOrder(plan.sites).map((site) => idOf("etcd", "start", site.id)) : [],
    order: "first-then-rest",
    gate: "port-open",
    armMs,
    windowMs: plan.spec.etcd.startWindowMs,
    missed: "ETCD_START_WINDOW_MISSED",
    // A new cluster's token may have reached a disk, and is never used again.
    ...(plan.generation?.formed === false ? { undo: true, once: true } : { undo: false }),
  };
}
