import { AppError } from "@quorate/shared/errors";
import type { StepInput } from "@quorate/shared/step/contract";
import type { Drift } from "@quorate/shared/step/outcome";
import { disableUnit, stopUnit, type UnitState, unitStates } from "../host/units.ts";
import type { ApplyHandler, StepContext } from "./handler.ts";
import type { FirewallKind } from "./host-firewall-kind.ts";
import { firewalld } from "./host-firewalld.ts";
import { nftables } from "./host-nftables.ts";
import { ufw, ufwConfig, ufwIsOn } from "./host-ufw.ts";

type Input = StepInput<"host.firewall">;

/** firewalld first: where it runs, the others' services are of no account. */
const kinds: readonly FirewallKind[] = [firewalld, ufw, nftables];

interface Found {
  readonly kind: FirewallKind;
  readonly running: boolean;
  readonly atBoot: boolean;
}

/** Lets the cluster through the firewall that the host has, now and for good, and reads back that it does. A host without one stays without. */
export const hostFirewall: ApplyHandler<"host.firewall"> = {
  type: "apply",
  probe: async (input, ctx) => {
    if (input.mode === "leave") return [];
    const found = await findFirewalls(ctx);
    const drifts = found.map((one) => (input.mode === "stop" ? stopDrift(one) : openDrift(one, input, ctx)));
    return (await Promise.all(drifts)).flat();
  },
  apply: async (input, ctx) => {
    const found = await findFirewalls(ctx);
    if (input.mode === "leave") return { found: nameOf(found) };
    for (const one of found) {
      if (input.mode === "stop") await stop(one, ctx);
      else await open(one, input, ctx);
    }
    return { found: nameOf(found) };
  },
};

/** Looks at files first: most hosts have none of these, and then no program is started. */
async function findFirewalls({ host, signal }: StepContext): Promise<readonly Found[]> {
  const present: FirewallKind[] = [];
  for (const kind of kinds) if (await host.files.status(kind.presence)) present.push(kind);
  const states = await unitStates(
    host,
    present.map((kind) => kind.unit),
    { signal },
  );
  const ufwEnabled = ufwIsOn((await host.files.read(ufwConfig)) ?? "");
  const judged = present.map((kind, at) => judge(kind, states[at], ufwEnabled));
  return judged.filter(({ running, atBoot }) => running || atBoot);
}

function judge(kind: FirewallKind, state: UnitState | undefined, ufwEnabled: boolean): Found {
  if (kind.name === "ufw") return { kind, running: ufwEnabled, atBoot: ufwEnabled };
  return { kind, running: state?.active === "active", atBoot: state?.fileState === "enabled" };
}

function nameOf(found: readonly Found[]): "none" | FirewallKind["name"] {
  return found[0]?.kind.name ?? "none";
}

async function openDrift(one: Found, input: Input, ctx: StepContext): Promise<readonly Drift[]> {
  if (one.running) return one.kind.openDrift(input, ctx);
  return [{ what: one.kind.unit, have: "enabled and not running", want: "running with our rules" }];
}

async function open(one: Found, input: Input, ctx: StepContext): Promise<void> {
  if (!one.running) {
    throw new AppError(
      "PREFLIGHT_FAILED",
      `${one.kind.unit} is enabled and not running: what it will block cannot be seen`,
      {
        hint: `systemctl start ${one.kind.unit}, or disable it, then run again`,
      },
    );
  }
  await one.kind.open(input, ctx);
}

async function stopDrift({ kind, running, atBoot }: Found): Promise<readonly Drift[]> {
  return [
    ...(running ? [{ what: `${kind.name} now`, have: "running", want: "stopped" }] : []),
    ...(atBoot ? [{ what: `${kind.name} at boot`, have: "enabled", want: "disabled" }] : []),
  ];
}

async function stop({ kind }: Found, { host, signal }: StepContext): Promise<void> {
  if (kind.name === "ufw") {
    await host.originals.note("ufw", ["disabled"]);
    await host.run(["ufw", "disable"], { signal });
    return;
  }
  await disableUnit(host, kind.unit, { signal });
  await stopUnit(host, kind.unit, { signal });
}
