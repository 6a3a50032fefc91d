import { AppError } from "@quorate/shared/errors";
import type { ExecResult } from "../../host/host.ts";
import { lastLines } from "../../host/run-program.ts";
import type { ApplyCommand } from "./apply-command.ts";
import { isUnreachable, type Kubectl, kubectlTrouble, serverMessage } from "./kubectl.ts";
import { asInput, type ManifestObject, shownObject } from "./manifest-objects.ts";

export interface ManifestWork {
  readonly manifest: string;
  readonly kubectl: Kubectl;
  readonly command: ApplyCommand;
}

/** The server looks at all of it and stores none of it. Rejects MANIFEST_REFUSED with its message and the object. */
export async function refuseBad(
  work: ManifestWork,
  objects: readonly ManifestObject[],
  applied: readonly ManifestObject[],
): Promise<void> {
  if (objects.length === 0) return;
  const result = await work.kubectl.exec(work.command.dryRun, { input: asInput(objects) });
  if (result.code !== 0) throw await refusedOrFailed(work, objects, "apply --dry-run", result, applied);
}

/** Why kubectl failed: the server refuses an object, or it could not be asked at all. */
export async function refusedOrFailed(
  work: ManifestWork,
  objects: readonly ManifestObject[],
  doing: string,
  result: ExecResult,
  applied: readonly ManifestObject[] = [],
): Promise<AppError> {
  if (noDiffProgram.test(result.stderr)) {
    return new AppError("STEP_COMMAND_FAILED", "kubectl diff needs the program diff, which the host does not have", {
      hint: "install the package diffutils on the host",
    });
  }
  if (isUnreachable(result.stderr)) return kubectlTrouble(doing, result);
  const culprit = await firstRefused(work, objects);
  const stderr = culprit?.stderr ?? result.stderr;
  const which = culprit ? ` refuses ${shownObject(culprit.object)} of` : " refuses";
  return new AppError("MANIFEST_REFUSED", `the apiserver${which} manifest "${work.manifest}": ${reason(stderr)}`, {
    ...(applied.length > 0 ? { hint: partly(applied) } : {}),
    evidence: lastLines(result.stderr),
  });
}

const noDiffProgram = /failed to run "diff"/;

function reason(stderr: string): string {
  const said = serverMessage(stderr);
  return /annotations: Too long/.test(said) ? `${said} (kubectl keeps a copy there before Kubernetes 1.22)` : said;
}

function partly(applied: readonly ManifestObject[]): string {
  return `correct the object; of the manifest only this was applied, which it needs: ${applied.map(shownObject).join(", ")}`;
}

interface Refused {
  readonly object: ManifestObject;
  readonly stderr: string;
}

/** Many messages name no object: each is asked about by itself. */
async function firstRefused(
  { kubectl, command }: ManifestWork,
  objects: readonly ManifestObject[],
): Promise<Refused | undefined> {
  if (objects.length > 100) return undefined;
  for (const object of objects) {
    const { code, stderr } = await kubectl.exec(command.dryRun, { input: object.json });
    if (code !== 0 && !isUnreachable(stderr)) return { object, stderr };
  }
  return undefined;
}
