import type { StepInput } from "@quorate/shared/step/contract";
import type { Drift } from "@quorate/shared/step/outcome";
import { readKubernetesState } from "../facts/kubernetes-state.ts";
import { enableUnit, reloadUnitFiles, unitState } from "../host/units.ts";
import { needsDaemonReload } from "./etcd/unit-details.ts";
import type { ApplyHandler, StepContext } from "./handler.ts";
import { restartKubelet } from "./kubelet/restart-kubelet.ts";
import { fileDrift, filesDrift, type ManagedFile, managedFile, writeManagedFile } from "./managed-file.ts";
import { noteRestart, restartIsDue, strikeRestart } from "./restart-note.ts";

type Input = StepInput<"kubelet.configure">;

const environmentFile = "/etc/quorate/kubelet.env";
/** Where Debian's and Red Hat's packages let an administrator set the same variable. */
const packageFiles = ["/etc/default/kubelet", "/etc/sysconfig/kubelet"];

export const kubeletConfigure: ApplyHandler<"kubelet.configure"> = {
  type: "apply",

  async probe(input, ctx) {
    const { host, signal } = ctx;
    const drift: Drift[] = [...(await filesDrift(host.files, wantedFiles(input)))];
    if (await needsDaemonReload(host, input.unit, signal)) {
      drift.push({ what: input.unit, have: "its unit file changed after systemd read it", want: "read" });
    }
    const { fileState } = await unitState(host, input.unit, { signal });
    if (fileState !== "enabled") drift.push({ what: input.unit, have: fileState || "not installed", want: "enabled" });
    if (await restartIsDue(host.files, input.unit)) {
      drift.push({ what: input.unit, have: "runs with older flags", want: "restarted" });
    }
    return drift;
  },

  async apply(input, ctx) {
    const { host, signal } = ctx;
    const joined = (await readKubernetesState(host.files))?.joined === true;
    await tellOfPackageFiles(input, ctx);
    for (const file of wantedFiles(input)) {
      if ((await fileDrift(host.files, file)).length === 0) continue;
      // Before kubeadm it has no configuration to run with, and kubeadm itself starts it.
      if (joined) await noteRestart(host.files, input.unit);
      await writeManagedFile(host.files, file);
    }
    if (await needsDaemonReload(host, input.unit, signal)) await reloadUnitFiles(host, { signal });
    await enableUnit(host, input.unit, { signal });
    if (await restartIsDue(host.files, input.unit)) {
      if (joined) await restartKubelet(ctx, input.unit);
      await strikeRestart(host.files, input.unit);
    }
    return {};
  },
};

/**
 * The drop-in sorts after 10-kubeadm.conf, and of several EnvironmentFiles the last one that sets a variable wins
 * (systemd.exec(5)): so these flags hold, whatever the package's own files say.
 */
function wantedFiles({ unit, args }: Input): readonly ManagedFile[] {
  const flags = Object.entries(args).map(([name, value]) => `--${name}=${value}`);
  const assignment = flags.length > 0 ? `KUBELET_EXTRA_ARGS="${flags.sort().join(" ")}"\n` : "";
  const dropIn = `# managed by quorate\n[Service]\nEnvironmentFile=${environmentFile}\n`;
  return [
    managedFile(environmentFile, `# managed by quorate\n${assignment}`),
    managedFile(`/etc/systemd/system/${unit}.d/20-quorate.conf`, dropIn),
  ];
}

/** Names of flags only: a value is nobody else's business. */
async function tellOfPackageFiles({ args }: Input, { host, output }: StepContext): Promise<void> {
  if (Object.keys(args).length === 0) return;
  for (const path of packageFiles) {
    const [, value = ""] = /^\s*KUBELET_EXTRA_ARGS=(.*)$/m.exec((await host.files.read(path)) ?? "") ?? [];
    const flags = value.match(/--[a-z0-9-]+/g) ?? [];
    if (flags.length === 0) continue;
    output(
      `warning: ${flags.join(", ")} in ${path} no longer count: ${environmentFile} sets KUBELET_EXTRA_ARGS after it; add what is needed to spec.kubernetes.kubeletArgs`,
    );
  }
}
