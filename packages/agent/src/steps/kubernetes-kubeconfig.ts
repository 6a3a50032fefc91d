import { AppError } from "@quorate/shared/errors";
import type { StepInput } from "@quorate/shared/step/contract";
import type { Drift } from "@quorate/shared/step/outcome";
import type { HostFiles } from "../host/host.ts";
import type { ApplyHandler, StepContext } from "./handler.ts";
import { isOlderCopy, type KubeconfigPlace, kubeconfigPlace, kubeconfigText } from "./kubernetes/kubeconfig-place.ts";
import { accessDrift } from "./managed-file.ts";

type Wanted = StepInput<"kubernetes.kubeconfig">;

/** ~/.kube/config of these users is the source's copy. Its contents are a secret: no drift shows any of them. */
export const kubernetesKubeconfig: ApplyHandler<"kubernetes.kubeconfig"> = {
  type: "apply",

  async probe({ source, users }, { host: { files } }) {
    const text = await files.read(source);
    if (text === undefined) return [{ what: source, have: "absent", want: "present" }];
    const drift = await Promise.all(
      users.map(async (user) => placeDrift(files, await kubeconfigPlace(files, user), text)),
    );
    return drift.flat();
  },

  async apply({ source, users }, ctx) {
    const text = await ctx.host.files.read(source);
    if (text === undefined) throw noSource(source);
    // All users are looked up before the first file is written.
    const places = await Promise.all(users.map((user) => kubeconfigPlace(ctx.host.files, user)));
    for (const place of places) await install(ctx, place, text);
    return {};
  },
};

async function placeDrift(
  files: HostFiles,
  { user, directory, path }: KubeconfigPlace,
  text: string,
): Promise<readonly Drift[]> {
  const what = path;
  const have = await kubeconfigText(files, path);
  if (have === undefined) return [{ what, have: "absent", want: "present" }];
  const contents = have === text ? [] : [{ what, have: "other contents", want: "this cluster's" }];
  const access = await Promise.all([
    accessDrift(files, { path: directory, mode: 0o700, owner: user }),
    accessDrift(files, { path, mode: 0o600, owner: user }),
  ]);
  return [...contents, ...access.flat()];
}

async function install(ctx: StepContext, { user, directory, path }: KubeconfigPlace, text: string): Promise<void> {
  const { files } = ctx.host;
  await files.makeDirectory(directory, { mode: 0o700, owner: user });
  const have = await kubeconfigText(files, path);
  if (have !== undefined && have !== text && !isOlderCopy(have, text)) {
    const kept = await freeName(files, path);
    await files.move(path, kept);
    ctx.output(`${path} was another one: it is kept as ${kept}`);
  }
  await files.write(path, text, { mode: 0o600, owner: user });
}

async function freeName(files: HostFiles, path: string): Promise<string> {
  for (let number = 1; ; number++) {
    const name = `${path}.before-quorate-${number}`;
    if (!(await files.status(name))) return name;
  }
}

function noSource(source: Wanted["source"]): AppError {
  return new AppError("FILE_ACCESS_FAILED", `${source} is not there`, {
    hint: "kubeadm writes it: has `kubeadm init` or `kubeadm join --control-plane` ended well on this host?",
  });
}
