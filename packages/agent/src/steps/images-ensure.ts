import type { StepInput } from "@quorate/shared/step/contract";
import type { ApplyHandler, StepContext } from "./handler.ts";
import { importArchives } from "./images/archives.ts";
import { fullImageName } from "./images/image-names.ts";
import { containerdStore, dockerStore, type ImageStore } from "./images/image-store.ts";
import { imageComponent, imagesOfDocuments } from "./images/kubeadm-images.ts";
import { type ImageProblem, imagesMissing } from "./images/problems.ts";
import { pullImages } from "./images/pulls.ts";

type Input = StepInput<"images.ensure">;

export const imagesEnsure: ApplyHandler<"images.ensure"> = {
  type: "apply",

  async probe(input, ctx) {
    const have = await storeOf(input, ctx).list();
    const wanted = [...(await kubeadmImages(input, ctx)), ...input.archives.map(({ image }) => image)];
    return lacking(wanted, have).map((image) => ({ what: `image ${image}`, have: "absent", want: "on the host" }));
  },

  async apply(input, ctx) {
    const store = storeOf(input, ctx);
    const wanted = await kubeadmImages(input, ctx);
    const before = await store.list();
    const archived = lacking(
      input.archives.map(({ image }) => image),
      before,
    );
    const bundle = input.archives.filter(({ image }) => archived.includes(image));
    const broken = await importArchives(ctx, store, bundle);
    // An image that the spec says to import is pulled from nowhere.
    const toPull = lacking(wanted, await store.list()).filter((image) => !broken.some((each) => each.image === image));
    const problems: ImageProblem[] = [...broken, ...(await pullImages(ctx, store, toPull))];
    const after = await store.list();
    const unseen = lacking([...wanted, ...archived], after).filter((image) => !problems.some((p) => p.image === image));
    const reason = "the runtime says that it took it, and does not list it";
    problems.push(...unseen.map((image): ImageProblem => ({ image, reason, kind: "pull" })));
    if (problems.length > 0) throw imagesMissing(problems);
    const present = wanted.filter((image) => before.has(fullImageName(image)));
    return { present, imported: [...archived], pulled: [...toPull] };
  },
};

function storeOf({ runtime, criSocket }: Input, ctx: StepContext): ImageStore {
  return runtime === "docker" ? dockerStore(ctx) : containerdStore(ctx, criSocket);
}

/** kubeadm's own list, without what nobody will run on this host. */
async function kubeadmImages({ documents, only, except }: Input, ctx: StepContext): Promise<readonly string[]> {
  const images = await imagesOfDocuments(ctx, documents);
  return images.filter((image) => {
    const component = imageComponent(image);
    return (only === undefined || only.includes(component)) && !except.includes(component);
  });
}

/** In their order, each once. */
function lacking(images: readonly string[], have: ReadonlySet<string>): readonly string[] {
  return [...new Set(images)].filter((image) => !have.has(fullImageName(image)));
}
