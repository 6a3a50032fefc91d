import type { StepInput } from "@quorate/shared/step/contract";
import type { Drift } from "@quorate/shared/step/outcome";
import type { ExecResult } from "../host/host.ts";
import type { ApplyHandler, StepContext } from "./handler.ts";
import { type ApplyCommand, applyCommand } from "./kubernetes/apply-command.ts";
import { settled } from "./kubernetes/fresh-objects.ts";
import { Kubectl } from "./kubernetes/kubectl.ts";
import { asInput, type ManifestObject, readManifest, shownObject } from "./kubernetes/manifest-objects.ts";
import { type ManifestParts, partsOf } from "./kubernetes/manifest-parts.ts";
import { refuseBad, refusedOrFailed } from "./kubernetes/refusal.ts";
import { rolloutDrift, waitForRollout } from "./kubernetes/rollout.ts";

type Wanted = StepInput<"kubernetes.manifests">;

const applyLimitMs = 300_000;

/** What a manifest says is in the cluster, and its Deployments and DaemonSets run. */
export const kubernetesManifests: ApplyHandler<"kubernetes.manifests"> = {
  type: "apply",

  async probe(input, ctx) {
    if (!(await ctx.host.files.status(input.kubeconfig))) return [absent(`manifest "${input.name}"`)];
    const kubectl = new Kubectl(ctx, input.kubeconfig);
    const objects = await readManifest(kubectl, input);
    const parts = await partsOf(kubectl, objects);
    const drift = [...newObjects(parts), ...(await changedObjects(input, kubectl, parts.standing))];
    return drift.length > 0 || input.rolloutMs === 0 ? drift : rolloutDrift(kubectl, objects);
  },

  async apply(input, ctx) {
    const kubectl = new Kubectl(ctx, input.kubeconfig);
    const objects = await readManifest(kubectl, input);
    const command = await applyCommand(kubectl);
    const { first, dependent, standing } = await partsOf(kubectl, objects);
    const about = { manifest: input.name, kubectl, command };
    await refuseBad(about, [...first, ...standing], []);
    if (first.length > 0) {
      await send(input, ctx, kubectl, command, first);
      await settled(ctx, kubectl, first);
      await refuseBad(about, dependent, first);
    }
    await send(input, ctx, kubectl, command, objects);
    if (input.rolloutMs > 0) await waitForRollout(ctx, kubectl, objects, input.rolloutMs);
    return {};
  },
};

function absent(what: string): Drift {
  return { what, have: "absent", want: "applied" };
}

function newObjects({ first, dependent }: ManifestParts): readonly Drift[] {
  return [...first, ...dependent].map((object) => absent(shownObject(object)));
}

/** By what `kubectl diff` names; what it shows of them may be secret. */
async function changedObjects(
  { name: manifest }: Wanted,
  kubectl: Kubectl,
  objects: readonly ManifestObject[],
): Promise<readonly Drift[]> {
  if (objects.length === 0) return [];
  const command = await applyCommand(kubectl);
  const result = await kubectl.exec(command.diff, { input: asInput(objects) });
  if (result.code === 0) return [];
  const changed = changedNames(result);
  // Before 1.18 an error, too, exits with 1.
  if (changed.length === 0) throw await refusedOrFailed({ manifest, kubectl, command }, objects, "diff", result);
  return changed.map((what) => ({ what, have: "differs", want: "as in the manifest" }));
}

/** kubectl diff compares one file for each object, named GROUP.VERSION.KIND.NAMESPACE.NAME, and tells of each that differs. */
function changedNames({ code, stdout }: ExecResult): readonly string[] {
  if (code !== 1) return [];
  return [...stdout.matchAll(/^diff -\S.* \S+\/([^/\s]+)$/gm)].map(([, name = ""]) => name);
}

async function send(
  { name }: Wanted,
  ctx: StepContext,
  kubectl: Kubectl,
  command: ApplyCommand,
  objects: readonly ManifestObject[],
): Promise<void> {
  const options = { input: asInput(objects), timeoutMs: applyLimitMs, onLine: (line: string) => ctx.output(line) };
  const result = await kubectl.exec(command.apply, options);
  if (result.code !== 0) throw await refusedOrFailed({ manifest: name, kubectl, command }, objects, "apply", result);
}
