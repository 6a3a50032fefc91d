import { describe, expect, it } from "vitest";
import { FakeFiles } from "../../../../test/fakes/fake-files.ts";
import { kubeletConfigFile, kubernetesGuardFile, readKubernetesState } from "./kubernetes-state.ts";

const state = (joined: boolean) => ({ role: "worker", caHash: "sha256:ab", joined });
const read = (files: Record<string, string>) => readKubernetesState(new FakeFiles({ files }));

describe("readKubernetesState", () => {
  it("says nothing of a host that never ran kubeadm for us", async () => {
    expect(await read({ [kubeletConfigFile]: "a stranger's" })).toBeUndefined();
  });

  it("tells a host that has joined, and one whose attempt was interrupted", async () => {
    const joined = { [kubernetesGuardFile]: JSON.stringify(state(true)), [kubeletConfigFile]: "k" };
    expect(await read(joined)).toEqual(state(true));
    expect(await read({ [kubernetesGuardFile]: JSON.stringify(state(false)) })).toEqual(state(false));
  });

  it("does not believe a guard whose host was reset by hand", async () => {
    expect(await read({ [kubernetesGuardFile]: JSON.stringify(state(true)) })).toBeUndefined();
  });

  it.each(["", "{", '{"joined":true}'])("takes a damaged guard (%j) for no fact", async (text) => {
    await expect(read({ [kubernetesGuardFile]: text })).rejects.toMatchObject({ code: "CONFIG_REJECTED" });
  });
});
