import { AppError } from "@quorate/shared/errors";
import type { Language } from "@quorate/shared/language";
import { hintIn } from "@quorate/shared/texts/catalogue-texts";
import { type EtcdData, etcdDataChoices, isEtcdData } from "../engine/etcd-data.ts";
import { planTree } from "../report/plan-tree.ts";
import { resetWords } from "../report/reset-words.ts";
import { planWords } from "../report/words/status-words.ts";
import type { AdminClient } from "../rpc/admin-client.ts";
import { driveRun, type RunClient, type RunWish } from "./drive-run.ts";
import type { CoordinatorPlace } from "./run-interrupt.ts";
import type { SpecFile } from "./spec-file.ts";
import type { Surroundings } from "./surroundings.ts";
import { runCommandWords } from "./words/run-command-words.ts";

export interface Confirmation {
  /** Do not ask. */
  readonly yes: boolean;
  /** What a script gives instead of an answer. */
  readonly name?: string;
}

export interface ResetWish extends RunWish {
  readonly file: SpecFile;
  readonly etcdData: EtcdData;
  readonly confirmation: Confirmation;
  /** Show the plan and stop. */
  readonly planOnly: boolean;
}

export type ResetClient = RunClient & Pick<AdminClient, "plan" | "reset">;

/** There is no default: each choice loses something for somebody. Throws USAGE, with what each of them means. */
export function chosenEtcdData(text: string | undefined, language: Language): EtcdData {
  if (text !== undefined && isEtcdData(text)) return text;
  const words = runCommandWords[language];
  const what = text === undefined ? words.sayEtcdData : words.badEtcdData(text);
  throw new AppError("USAGE", what, {
    hint: etcdDataChoices.map((choice) => `--etcd-data ${choice}: ${planWords[language].etcdData[choice]}`).join("\n"),
  });
}

/** What is wrong with the arguments is said before any host is asked anything. Throws RESET_REFUSED. */
export function refuseUnconfirmed(cluster: string, { yes, name }: Confirmation, language: Language): void {
  if (name !== undefined && name !== cluster) throw wrongName(cluster, name, language);
  if (yes && name === undefined) throw new AppError("RESET_REFUSED", runCommandWords[language].yesNeedsName);
}

/** Shows what will be done, asks for the cluster's name, takes the cluster down. Resolves with the exit code. */
export async function reset(
  client: ResetClient,
  place: CoordinatorPlace,
  wish: ResetWish,
  around: Surroundings,
): Promise<number> {
  const { file, etcdData, confirmation, planOnly } = wish;
  refuseUnconfirmed(file.spec.name, confirmation, around.environment.language);
  const to = wish.output === "jsonl" ? around.stderr : around.stdout;
  const start = async (signal: AbortSignal) => {
    const { plan } = await client.plan(file, false, { etcdData });
    const told = planOnly ? planTree(plan, [], to.look) : resetWords(plan, file.spec, etcdData, to.look);
    to.write(`${told.join("\n")}\n`);
    if (planOnly) return undefined;
    const confirm = await confirmed(file.spec.name, confirmation, around, signal);
    return await client.reset(file, around.operator, { etcdData, confirm });
  };
  return await driveRun(client, place, wish, around, start).catch((error: unknown) => {
    throw allHostsNeeded(AppError.from(error), around.environment.language);
  });
}

/** Half a reset would leave a host that joins its dead cluster again when it wakes up, so a run begins with all or not at all. */
function allHostsNeeded(error: AppError, language: Language): AppError {
  if (error.code !== "HOST_UNREACHABLE") return error;
  const words = runCommandWords[language];
  const { code, message, hint } = error;
  return new AppError("HOST_UNREACHABLE", words.allHostsNeeded(message), {
    cause: error,
    hint: `${hintIn(language, code, hint)}\n${words.goneForGood}`,
  });
}

async function confirmed(
  cluster: string,
  { yes, name }: Confirmation,
  around: Surroundings,
  signal: AbortSignal,
): Promise<string> {
  if (yes && name !== undefined) return name;
  const { language } = around.environment;
  const words = runCommandWords[language];
  const answer = await around.ask(words.typeName(cluster), signal);
  if (answer === undefined) throw new AppError("RESET_REFUSED", words.noTerminal);
  if (answer.trim() !== cluster) throw wrongName(cluster, answer.trim(), language);
  return cluster;
}

function wrongName(cluster: string, name: string, language: Language): AppError {
  return new AppError("RESET_REFUSED", runCommandWords[language].wrongName(cluster, name));
}
