import { AppError } from "@quorate/shared/errors";
import { type ConfigDocument, imageName } from "@quorate/shared/step/kubernetes-grammar";
import type { StepContext } from "../handler.ts";
import { configText, withConfigFile } from "../kubeadm/config-file.ts";
import { runDirectory } from "../kubeadm/paths.ts";

/** Without a version in the documents kubeadm asks the internet for one, for 10 s. */
const timeoutMs = 60_000;

/** What kubeadm would pull for these documents. Rejects when it names nothing. */
export async function imagesOfDocuments(
  ctx: StepContext,
  documents: readonly ConfigDocument[],
): Promise<readonly string[]> {
  const path = `${runDirectory}/kubeadm-images.yaml`;
  return withConfigFile(ctx.host.files, path, configText(documents), () => listed(ctx, ["--config", path]));
}

/** The pause image that goes with a version of Kubernetes, from this repository. */
export async function pauseImage(ctx: StepContext, version: string, repository: string): Promise<string> {
  const images = await listed(ctx, ["--kubernetes-version", `v${version}`, "--image-repository", repository]);
  const pause = images.find((image) => imageComponent(image) === "pause");
  if (pause !== undefined) return pause;
  throw new AppError("STEP_COMMAND_FAILED", "kubeadm config images list names no pause image", { evidence: images });
}

/** Last component of the path, without tag and digest: coredns of k8s.gcr.io/coredns/coredns:v1.8.4. */
export function imageComponent(image: string): string {
  return /[^/]*$/.exec(image.replace(/@.*$/, ""))?.[0].replace(/:.*$/, "") ?? "";
}

async function listed(ctx: StepContext, options: readonly string[]): Promise<readonly string[]> {
  const { host, signal } = ctx;
  const text = await host.run(["kubeadm", "config", "images", "list", ...options], { signal, timeoutMs });
  const images = text
    .split("\n")
    .map((row) => row.trim())
    .filter((row) => row.includes("/") && imageName.safeParse(row).success);
  if (images.length > 0) return images;
  throw new AppError("STEP_COMMAND_FAILED", "kubeadm config images list names no image", {
    evidence: text.split("\n").slice(0, 20),
  });
}
