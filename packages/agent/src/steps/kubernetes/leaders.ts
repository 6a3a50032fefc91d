import type { Missing } from "./missing.ts";
import type { LeaseObject } from "./objects.ts";

/** A leader renews every 2 s and is deposed after 15 (component-base's defaults); beyond a minute nobody leads. */
const renewedWithinMs = 60_000;

export interface Leaders {
  /** Holder by the lease's name. */
  readonly holders: Readonly<Record<string, string>>;
  readonly missing: readonly Missing[];
}

/** Who leads, by leases in kube-system and the server's own clock. */
export function leadersOf(names: readonly string[], leases: readonly LeaseObject[], serverNowMs: number): Leaders {
  const holders: Record<string, string> = {};
  const missing: Missing[] = [];
  for (const name of names) {
    const spec = leases.find(({ metadata }) => metadata.name === name)?.spec;
    const renewedMs = Date.parse(spec?.renewTime ?? "");
    if (!spec?.holderIdentity) missing.push(lacks(name, "nobody leads"));
    else if (!(serverNowMs - renewedMs <= renewedWithinMs)) {
      missing.push(lacks(name, `${spec.holderIdentity} leads, and has not said so for more than a minute`));
    } else holders[name] = spec.holderIdentity;
  }
  return { holders, missing };
}

function lacks(name: string, why: string): Missing {
  return { what: name, why, hint: `kubectl -n kube-system logs -l component=${name}` };
}
