import { AppError } from "@quorate/shared/errors";
import { z } from "zod";
import type { StepContext } from "../handler.ts";
import type { Kubectl } from "./kubectl.ts";
import { isNamespace, type ManifestObject, shownObject } from "./manifest-objects.ts";
import { lookWithin } from "./patience.ts";

const pace = { firstPauseMs: 200, maxPauseMs: 2_000 };
/** A new namespace gets its service account from the controller manager; without it no pod may be made there. */
const accountWaitMs = 15_000;
const definitionWaitMs = 60_000;

const definition = z.object({
  status: z
    .object({ conditions: z.array(z.object({ type: z.string(), status: z.string() })).default([]) })
    .prefault({}),
});
const anything = z.looseObject({});

/** Waits until what was just made can be used: namespaces have their service account, definitions are served. */
export async function settled(ctx: StepContext, kubectl: Kubectl, made: readonly ManifestObject[]): Promise<void> {
  await Promise.all(made.map((object) => (isNamespace(object) ? hasAccount : isServed)(ctx, kubectl, object)));
}

/** Only pods without a controller need it at once: its absence is for the server to judge. */
async function hasAccount(ctx: StepContext, kubectl: Kubectl, { name }: ManifestObject): Promise<void> {
  const get = ["serviceaccount", `--namespace=${name}`, "--", "default"];
  await lookWithin(ctx, accountWaitMs, pace, () => kubectl.find(get, anything));
}

async function isServed(ctx: StepContext, kubectl: Kubectl, object: ManifestObject): Promise<void> {
  const served = await lookWithin(ctx, definitionWaitMs, pace, async () => {
    const found = await kubectl.find(["customresourcedefinition", "--", object.name], definition);
    const yes = found?.status.conditions.some(({ type, status }) => type === "Established" && status === "True");
    return yes === true ? true : undefined;
  });
  if (served === undefined) {
    throw new AppError(
      "KUBERNETES_NOT_READY",
      `${shownObject(object)} is not Established after ${definitionWaitMs / 1_000} s`,
    );
  }
}
