import { AppError } from "@quorate/shared/errors";
import { type EtcdData, etcdDataChoices, isEtcdData } from "../engine/etcd-data.ts";
import { planTree } from "../report/plan-tree.ts";
import { etcdDataWords, resetWords } from "../report/reset-words.ts";
import type { AdminClient } from "../rpc/admin-client.ts";
import { driveRun, type RunClient, type RunWish } from "./drive-run.ts";
import type { CoordinatorPlace } from "./run-interrupt.ts";
import type { SpecFile } from "./spec-file.ts";
import type { Surroundings } from "./surroundings.ts";

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
export function chosenEtcdData(text: string | undefined): EtcdData {
  if (text !== undefined && isEtcdData(text)) return text;
  const what =
    text === undefined
      ? "say what becomes of etcd's data"
      : `--etcd-data cannot be ${JSON.stringify(text.slice(0, 100))}`;
  throw new AppError("USAGE", what, {
    hint: etcdDataChoices.map((choice) => `--etcd-data ${choice}: ${etcdDataWords[choice]}`).join("\n"),
  });
}

/** What is wrong with the arguments is said before any host is asked anything. Throws RESET_REFUSED. */
export function refuseUnconfirmed(cluster: string, { yes, name }: Confirmation): void {
  if (name !== undefined && name !== cluster) throw wrongName(cluster, name);
  if (yes && name === undefined)
    throw new AppError("RESET_REFUSED", "--yes goes with --confirm and the cluster's name");
}

/** Shows what will be done, asks for the cluster's name, takes the cluster down. Resolves with the exit code. */
export async function reset(
  client: ResetClient,
  place: CoordinatorPlace,
  wish: ResetWish,
  around: Surroundings,
): Promise<number> {
  const { file, etcdData, confirmation, planOnly } = wish;
  refuseUnconfirmed(file.spec.name, confirmation);
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
    throw allHostsNeeded(AppError.from(error));
  });
}

/** Half a reset would leave a host that joins its dead cluster again when it wakes up, so a run begins with all or not at all. */
function allHostsNeeded(error: AppError): AppError {
  if (error.code !== "HOST_UNREACHABLE") return error;
  const gone =
    "a reset takes all hosts of the file down together; is one gone for good? enrol a bare one under its name and " +
    "address (coordinator token create HOST --address IP) and reset with --etcd-data keep or destroy";
  const { message, hint } = error;
  return new AppError("HOST_UNREACHABLE", `${message}; nothing was changed`, {
    cause: error,
    hint: `${hint}\n${gone}`,
  });
}

async function confirmed(
  cluster: string,
  { yes, name }: Confirmation,
  around: Surroundings,
  signal: AbortSignal,
): Promise<string> {
  if (yes && name !== undefined) return name;
  const answer = await around.ask(`\nType the cluster's name to go on (${cluster}): `, signal);
  if (answer === undefined) throw new AppError("RESET_REFUSED", "there is no terminal to ask on");
  if (answer.trim() !== cluster) throw wrongName(cluster, answer.trim());
  return cluster;
}

function wrongName(cluster: string, name: string): AppError {
  const given = name === "" ? "nothing" : JSON.stringify(name.slice(0, 100));
  return new AppError("RESET_REFUSED", `the cluster is called ${cluster}, and ${given} was given; nothing was changed`);
}
