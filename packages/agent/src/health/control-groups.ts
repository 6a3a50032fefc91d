import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** Where systemd puts its units, seen from this process. */
export interface ControlGroups {
  /** Does any process of the unit live, helpers included. */
  populated(unit: string): boolean;
}

/** One root, so that tests can lay out a small tree. */
export function controlGroups(root = "/"): ControlGroups {
  const base = systemdBase(root);
  return {
    populated: (unit) => {
      const directory = join(base, "system.slice", unit);
      // A unit that does not run has no group. Asking first is ten times cheaper than a read that throws.
      if (!existsSync(directory)) return false;
      const events = readOrEmpty(join(directory, "cgroup.events"));
      // Version 2 counts the whole subtree, version 1 has the processes of this group only; a service keeps its main one there.
      if (events !== "") return /^populated 1$/m.test(events);
      return readOrEmpty(join(directory, "cgroup.procs")).trim() !== "";
    },
  };
}

/** Version 2 alone, version 2 beside version 1 ("hybrid"), or version 1 with systemd's named hierarchy. */
function systemdBase(root: string): string {
  const mounts = join(root, "sys/fs/cgroup");
  const own = readOrEmpty(join(root, "proc/1/cgroup"));
  const named = /^\d+:name=systemd:(.*)$/m.exec(own)?.[1];
  const unified = /^0::(.*)$/m.exec(own)?.[1];
  const candidates = [
    { path: join(mounts, "systemd"), group: named ?? unified ?? "/" },
    { path: join(mounts, "unified"), group: unified ?? "/" },
    { path: mounts, group: unified ?? "/" },
  ];
  // Process 1 sits in init.scope beside system.slice; without a cgroup namespace both are deeper in the tree.
  const bases = candidates.map(({ path, group }) => join(path, group.replace(/\/init\.scope$/, "")));
  return bases.find((base) => existsSync(join(base, "system.slice"))) ?? mounts;
}

function readOrEmpty(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    // The group may go at any moment, and version 1 has no cgroup.events: both mean "no process seen here".
    return "";
  }
}
