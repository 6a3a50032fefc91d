import { runningPrograms } from "../../host/processes.ts";
import { type Check, passed, warning } from "./check.ts";

/** Names as the kernel keeps them: cut to 15 characters. */
const daemons = ["chronyd", "ntpd", "openntpd", "systemd-timesyn", "ptp4l"];
const id = "TIME-SYNC";

/** Only a warning: certificates and leases need clocks that agree, and how far they are apart is measured by the coordinator. */
export const checkTimeSync: Check = async (_input, { host }) => {
  // Containers have no clock of their own; systemd leaves this file in them.
  if (await host.files.status("/run/systemd/container")) return [passed(id, "a container: the clock is its machine's")];
  const programs = await runningPrograms(host.files);
  const daemon = daemons.find((name) => programs.has(name));
  if (daemon === undefined) {
    return [warning(id, "nothing keeps the clock in time", "install chrony and enable it")];
  }
  // systemd-timesyncd makes this file when it has set the clock for the first time since boot.
  if (daemon === "systemd-timesyn" && !(await host.files.status("/run/systemd/timesync/synchronized"))) {
    return [warning(id, "systemd-timesyncd runs and has reached no server yet", "see `timedatectl timesync-status`")];
  }
  return [passed(id, `kept by ${daemon}`)];
};
