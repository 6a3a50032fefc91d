import { assertionId } from "@quorate/shared/ids";
import type { Assertion, Phase, Step } from "@quorate/shared/plan";
import { minorVersion } from "../kubernetes-version.ts";
import { layout } from "../layout.ts";
import type { PlanInput } from "../plan-input.ts";
import { secretNames } from "../secret-names.ts";
import type { Site } from "../site.ts";
import { idOf, step } from "../step-list.ts";

export const singleHolder = assertionId("load-balancer/single-holder");

/** Kubernetes got /readyz with 1.16; before it only /healthz answers. */
function healthPath(version: string): "/readyz" | "/healthz" {
  return minorVersion(version) >= 16 ? "/readyz" : "/healthz";
}

function haproxyStep(site: Site, { spec, sites }: PlanInput): Step {
  return step(idOf("load-balancer", "haproxy", site.id), "haproxy.configure", site.id, {
    title: "Configure haproxy in front of the apiservers",
    needs: [
      idOf("packages", "install", site.id),
      idOf("system", "sysctl", site.id),
      idOf("network", "firewall", site.id),
      idOf("certificates", "kubernetes", site.id),
    ],
    input: {
      configFile: layout.haproxyConfig,
      port: spec.endpoint.port,
      backends: sites.map((each) => ({ name: each.spec.name, address: each.spec.address, port: spec.apiserverPort })),
      healthPath: healthPath(spec.kubernetes.version),
      backendCaFile: layout.kubernetes.caCopy,
      // Watches of the apiserver are silent for long: the post's one minute cuts them.
      clientTimeoutMs: 3_600_000,
    },
  });
}

function keepalivedStep(site: Site, { spec }: PlanInput): Step {
  return step(
    idOf("load-balancer", "keepalived", site.id),
    "keepalived.configure",
    site.id,
    {
      title: "Configure keepalived for the virtual IP",
      needs: [idOf("load-balancer", "haproxy", site.id), idOf("system", "hosts-file", site.id)],
      input: {
        configFile: layout.keepalivedConfig,
        routerId: site.spec.name,
        virtualRouterId: spec.endpoint.virtualRouterId,
        // Distinct, so that an election has one winner; the first host of the spec is the first choice.
        priority: 200 - 10 * site.index,
        interface: site.interface,
        address: site.spec.address,
        peers: site.peers.map((peer) => peer.address),
        vip: spec.endpoint.vip,
        prefix: spec.endpoint.prefix,
        advertIntervalMs: 1_000,
        authSecret: secretNames.vrrp,
      },
    },
    { secrets: [secretNames.vrrp] },
  );
}

function verifyStep(site: Site, { spec, sites }: PlanInput): Step {
  return step(idOf("load-balancer", "vip", site.id), "vip.verify", site.id, {
    title: "See the virtual IP answer",
    needs: sites.map((each) => idOf("load-balancer", "keepalived", each.id)),
    input: {
      vip: spec.endpoint.vip,
      prefix: spec.endpoint.prefix,
      interface: site.interface,
      port: spec.endpoint.port,
      stableMs: 300,
    },
  });
}

export function loadBalancerPhase(plan: PlanInput): Phase {
  return {
    name: "load-balancer",
    title: "Put haproxy and the virtual IP in front",
    steps: plan.sites.flatMap((site) => [haproxyStep(site, plan), keepalivedStep(site, plan), verifyStep(site, plan)]),
  };
}

export function loadBalancerAssertion(plan: PlanInput): Assertion {
  return {
    id: singleHolder,
    title: `exactly one host holds ${plan.spec.endpoint.vip}`,
    over: plan.sites.map((site) => idOf("load-balancer", "vip", site.id)),
    rule: "exactly-one",
    field: "holdsVip",
    failure: "VIP_NOT_SINGLE",
  };
}
