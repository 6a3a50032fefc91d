import { AppError } from "@quorate/shared/errors";
import type { StepInput } from "@quorate/shared/step/contract";
import { reloadUnitFiles } from "../host/units.ts";
import type { ApplyHandler, StepContext } from "./handler.ts";
import { filesDrift, type ManagedFile, managedFile, writeManagedFile } from "./managed-file.ts";

type Limits = StepInput<"host.limits">;

/**
 * Defaults for services (systemd) and for logins (pam_limits, which services never see).
 * systemd from 240 on takes new defaults with daemon-reload, for services that start later; an older one takes them at the next
 * boot. Running services keep theirs, and units with limits of their own, ours among them, never depend on the defaults.
 */
export const hostLimits: ApplyHandler<"host.limits"> = {
  type: "apply",
  probe: async (input, { host }) => filesDrift(host.files, files(input)),
  apply: async (input, ctx) => {
    await refuseAboveKernel(input, ctx);
    for (const file of files(input)) await writeManagedFile(ctx.host.files, file);
    await reloadUnitFiles(ctx.host, { signal: ctx.signal });
    await tellWhatHolds(input, ctx);
    return {};
  },
};

/** pam_limits fails the login of everybody, root included, when nofile is above fs.nr_open. */
async function refuseAboveKernel({ openFiles }: Limits, { host }: StepContext): Promise<void> {
  const most = Number(await host.files.read("/proc/sys/fs/nr_open"));
  if (!(most > 0) || openFiles <= most) return;
  throw new AppError(
    "PREFLIGHT_FAILED",
    `a limit of ${openFiles} open files is above fs.nr_open (${most}): nobody could log in any more`,
    { hint: `lower spec.system.openFiles, or set fs.nr_open in spec.system.sysctl and run again` },
  );
}

async function tellWhatHolds({ openFiles, processes }: Limits, { host, signal, output }: StepContext): Promise<void> {
  const shown = await host.run(["systemctl", "show", "-p", "DefaultLimitNOFILE,DefaultLimitNPROC"], { signal });
  const rows = shown.split("\n");
  const taken = [`NOFILE=${openFiles}`, `NPROC=${processes}`].every((limit) => rows.includes(`DefaultLimit${limit}`));
  output(taken ? "services that start from now on have the new limits" : "services have the new limits after a reboot");
}

function files({ openFiles, processes }: Limits): readonly ManagedFile[] {
  const logins = ["*", "root"].flatMap((who) => [`${who} - nofile ${openFiles}`, `${who} - nproc ${processes}`]);
  return [
    managedFile(
      "/etc/systemd/system.conf.d/60-quorate.conf",
      `# managed by quorate\n[Manager]\nDefaultLimitNOFILE=${openFiles}\nDefaultLimitNPROC=${processes}\n`,
    ),
    managedFile("/etc/security/limits.d/60-quorate.conf", `# managed by quorate\n${logins.join("\n")}\n`),
  ];
}
