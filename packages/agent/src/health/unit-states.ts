import { lstatSync } from "node:fs";
import { join } from "node:path";
import type { UnitState, UnitStatus } from "@quorate/shared/heartbeat";
import { hostUnits } from "@quorate/shared/step/journal";
import type { ControlGroups } from "./control-groups.ts";

/** The load path of systemd.unit(5), for units of the system. */
const unitDirectories = [
  "etc/systemd/system",
  "run/systemd/system",
  "run/systemd/generator",
  "usr/local/lib/systemd/system",
  "usr/lib/systemd/system",
  "lib/systemd/system",
];

/**
 * Running is read from the unit's control group, absent from its files; nothing is started and systemd is not asked. So a
 * failed unit shows as stopped: only systemd knows the difference, and it tells it over D-Bus alone.
 */
export function unitStates(groups: ControlGroups, root = "/"): readonly UnitStatus[] {
  return hostUnits.map((name) => ({ name, state: stateOf(name, groups, root) }));
}

function stateOf(name: string, groups: ControlGroups, root: string): UnitState {
  if (groups.populated(name)) return "running";
  return unitDirectories.some((directory) => exists(join(root, directory, name))) ? "stopped" : "absent";
}

/** A masked unit is a link to /dev/null, and a link that leads nowhere is still a unit. */
function exists(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}
