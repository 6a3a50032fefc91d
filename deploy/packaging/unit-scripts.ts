import type { Scripts } from "./package-content.ts";

/** What installing, upgrading and removing a package does to its unit. */
export function unitScripts(
  unit: string,
): Required<Pick<Scripts, "afterFirstInstall" | "afterUpgrade" | "beforeRemoval" | "afterRemoval">> {
  return {
    // Never started here: that is the administrator's step, after enrolling or configuring it.
    afterFirstInstall: `${reload}\nsystemctl preset ${unit} >/dev/null 2>&1 || :`,
    afterUpgrade: `${reload}\n${restart([unit])}`,
    beforeRemoval: `systemctl --no-reload disable ${unit} >/dev/null 2>&1 || :\n${whenRunning(`systemctl stop ${unit} || :`)}`,
    afterRemoval: `${reload}\n${whenRunning(`systemctl reset-failed ${unit} 2>/dev/null || :`)}`,
  };
}

/**
 * The transaction does not wait for it. An agent ends its running step before it stops, and that step may be waiting for
 * the lock that this very transaction holds.
 */
export const restart = (units: readonly string[]): string =>
  whenRunning(`systemctl --no-block try-restart ${units.join(" ")} || :`);

/** In a chroot or a container image there is no systemd to talk to. */
const whenRunning = (command: string): string => `if [ -d /run/systemd/system ]; then\n  ${command}\nfi`;

const reload = whenRunning("systemctl daemon-reload || :");
