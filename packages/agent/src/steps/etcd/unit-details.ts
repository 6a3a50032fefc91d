import type { Host } from "../../host/host.ts";

/** Did the unit's files change since systemd read them. A unit that systemd has never read needs a reload, too. */
export async function needsDaemonReload(host: Host, unit: string, signal: AbortSignal): Promise<boolean> {
  const text = await host.run(["systemctl", "show", "-p", "NeedDaemonReload,LoadState", "--", unit], { signal });
  return /^NeedDaemonReload=yes$/m.test(text) || /^LoadState=not-found$/m.test(text);
}
