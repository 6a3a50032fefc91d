import { AppError } from "@quorate/shared/errors";
import type { Secret } from "@quorate/shared/secret";
import type { StepInput } from "@quorate/shared/step/contract";
import type { ConfigDocument } from "@quorate/shared/step/kubernetes-grammar";
import type { Argv } from "../../host/host.ts";
import type { StepContext } from "../handler.ts";
import { knownLogs } from "./component-logs.ts";
import { configFiles, configText, withConfigFile } from "./config-file.ts";
import { KubeadmOutput } from "./kubeadm-output.ts";
import { type Redact, redactedError, redactor } from "./redact.ts";
import { lastLook, watchStart } from "./start-watch.ts";
import { minorOf } from "./version.ts";

type Flags = Pick<StepInput<"kubeadm.join">, "name" | "version" | "skipPhases" | "ignorePreflightErrors">;

export interface KubeadmRun extends Flags {
  readonly verb: "init" | "join";
  /** With the token in them. */
  readonly documents: readonly ConfigDocument[];
  readonly token: Secret<string>;
}

/** kubeadm's own waits add up to less, pulls of images included. */
const limitMs = 1_200_000;
const validateSince = 26;

/**
 * Runs kubeadm by a configuration file that nobody else can read and that is gone afterwards. Ends it early when what it
 * waits for can never come. Rejects with the cause in plain words where it is known; no secret is in what it says.
 */
export async function runKubeadm(ctx: StepContext, run: KubeadmRun): Promise<void> {
  const redact = redactor([run.token]);
  const file = configFiles[run.verb];
  await withConfigFile(ctx.host.files, file, configText(run.documents), async () => {
    try {
      if (minorOf(run.version) >= validateSince) await validate(ctx, file, redact);
      await watched(ctx, run, file, redact);
    } catch (error) {
      ctx.signal.throwIfAborted();
      throw redactedError(error, redact);
    }
  });
}

/** `kubeadm config validate` is there since 1.26: it finds what kubeadm would else find half-way. */
async function validate(ctx: StepContext, file: string, redact: Redact): Promise<void> {
  const { code, stdout, stderr } = await ctx.host.exec(["kubeadm", "config", "validate", "--config", file], {
    signal: ctx.signal,
  });
  if (code === 0) return;
  const said = `${stdout}\n${stderr}`.split("\n").filter((line) => line.trim() !== "");
  throw new AppError("CONFIG_REJECTED", redact(`kubeadm refuses its configuration: ${said.at(-1) ?? `exit ${code}`}`), {
    hint: "is kubeadm on the host of the version in the spec? Else report the line with the spec",
    evidence: said.slice(-20).map(redact),
  });
}

async function watched(ctx: StepContext, run: KubeadmRun, file: string, redact: Redact): Promise<void> {
  const output = new KubeadmOutput(ctx, `kubeadm ${run.verb} on ${run.name}`, redact);
  const watch = { name: run.name, output, redact, before: await knownLogs(ctx.host.files, run.name) };
  const [ended, found] = [new AbortController(), new AbortController()];
  const watching = watchStart(ctx, watch, AbortSignal.any([ctx.signal, ended.signal])).then(
    (reason) => reason && found.abort(reason),
    (error: unknown) => found.abort(error),
  );
  try {
    const signal = AbortSignal.any([ctx.signal, found.signal]);
    const { code } = await ctx.host.exec(kubeadmArgv(run, file), {
      ...{ signal, timeoutMs: limitMs, onLine: output.add, long: "kubeadm" },
    });
    if (code === 0) return;
    throw (output.explained ? undefined : await lastLook(ctx, watch)) ?? output.failed(code);
  } finally {
    ended.abort(new AppError("INTERNAL", "kubeadm has ended"));
    await watching;
  }
}

export function kubeadmArgv(run: Omit<KubeadmRun, "documents" | "token">, file: string): Argv {
  const own = run.verb === "init" ? ["--skip-token-print"] : ["--v=1"];
  const skip = run.skipPhases.length > 0 ? [`--skip-phases=${run.skipPhases.join(",")}`] : [];
  const ignored = run.ignorePreflightErrors;
  const ignore = ignored.length > 0 ? [`--ignore-preflight-errors=${ignored.join(",")}`] : [];
  return ["kubeadm", run.verb, "--config", file, ...own, ...skip, ...ignore];
}
