import { findProgram } from "../../host/programs.ts";
import { lastLines } from "../../host/run-program.ts";
import type { StepContext } from "../handler.ts";
import { klogHead } from "./kubeadm-output.ts";
import { runDirectory } from "./paths.ts";
import { redactor } from "./redact.ts";

export interface KubeadmReset {
  readonly criSocket: string;
  /** The directory that kubeadm empties; /etc/kubernetes/pki unless given. */
  readonly certDir?: string;
}

const phase = "remove-etcd-member";
const limitMs = 300_000;

/**
 * kubeadm's own half of a reset. It may empty /var/lib/etcd even where etcd is external (kubernetes/kubeadm#3225), so the phase
 * that does is always left out; a kubeadm that cannot leave it out (1.15) is not run, and all of its work is ours.
 * Gives what happened, in words.
 */
export async function runKubeadmReset(ctx: StepContext, reset: KubeadmReset): Promise<string> {
  const { host, signal } = ctx;
  if (!(await findProgram(host.files, "kubeadm"))) return "kubeadm is not installed: nothing for it to reset";
  const help = await host.exec(["kubeadm", "reset", "--help"], { signal });
  const skippable = `${help.stdout}${help.stderr}`.includes("--skip-phases");
  if (!skippable) return `kubeadm reset was not run: this version cannot leave out ${phase}`;
  const { code, stdout, stderr } = await host.exec(argvOf(reset), {
    signal,
    timeoutMs: limitMs,
    onLine: outputTo(ctx),
    long: "kubeadm",
  });
  if (code === 0) return `kubeadm reset, without its phase ${phase}`;
  const said = lastLines(`${stdout}\n${stderr}`, 1)[0] ?? "it says nothing";
  return redactor([])(`kubeadm reset exited ${code} (${said.slice(0, 200)}); the rest was done without it`);
}

function argvOf({ criSocket, certDir }: KubeadmReset): readonly [string, ...string[]] {
  return [
    ...(["kubeadm", "reset", "--force", `--cri-socket=${criSocket}`] as const),
    // It asks no cluster then: there may be none left to answer, and it would wait for minutes.
    `--kubeconfig=${runDirectory}/no-kubeconfig`,
    ...(certDir === undefined ? [] : [`--cert-dir=${certDir}`]),
    `--skip-phases=${phase}`,
  ];
}

/** kubeadm's advice at the end is about what the agent does itself. */
function outputTo(ctx: StepContext): (line: string) => void {
  const redact = redactor([]);
  return (line) => {
    if (/^(?:\[(?:reset|preflight)\]|[WE]\d{4} )/.test(line)) ctx.output(redact(line.replace(klogHead, "")));
  };
}
