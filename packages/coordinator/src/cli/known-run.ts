import type { ClusterStatus, RunStatus } from "../rpc/status.ts";
import type { CommandLine } from "./command-line.ts";
import type { RunView } from "./show-run.ts";
import { typedCommand } from "./typed-command.ts";

/** The last run, when it is the one that is named or none is. */
export function knownRun({ run }: ClusterStatus, id: string): RunStatus | undefined {
  return id === "" || run?.run === id ? run : undefined;
}

/** What to type after a run whose cluster.yaml is not at hand. */
export function nextWords(
  run: RunStatus | undefined,
  stateDir: string,
  line: CommandLine,
): Pick<RunView, "next" | "comeBack"> {
  const typed = (...words: readonly string[]): string => typedCommand(words, stateDir, line);
  const again = typed(run?.purpose ?? "bootstrap", "-f", "cluster.yaml");
  const afterDone =
    run?.purpose === "reset" ? typed("status") : typed("kubeconfig", "-o", `${run?.cluster}.kubeconfig`);
  return { next: { afterDone, afterFailure: again, afterStop: again }, comeBack: typed("attach") };
}
