import { expect, it } from "vitest";
import { FakeSurroundings } from "../../../../test/fakes/fake-surroundings.ts";
import { initSpec } from "../spec/init-spec.ts";
import { parseSpec } from "../spec/parse-spec.ts";
import { carriedFiles } from "../spec/spec-files.ts";
import { readSpec } from "./spec-file.ts";

const head = initSpec({ addresses: ["192.168.1.90", "192.168.1.91", "192.168.1.93"], vip: "192.168.1.33" });
const yaml = `${head}  kubernetes: { network: { plugin: manifests, files: [pods.yaml, policies] } }\n`;
const manifest = (name: string) => `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: ${name} }\n`;

const beside = {
  "/x/cluster.yaml": yaml,
  "/x/pods.yaml": manifest("pods"),
  "/x/policies/b.yaml": manifest("b"),
  "/x/policies/a.yaml": manifest("a"),
  "/x/policies/notes.txt": "mine",
};

it("takes along the files that the spec names, and of a folder its manifests one by one", async () => {
  const { text, name, files, spec } = await readSpec("/x/cluster.yaml", new FakeSurroundings({ files: beside }));
  expect(files).toEqual({
    "pods.yaml": manifest("pods"),
    "policies/a.yaml": manifest("a"),
    "policies/b.yaml": manifest("b"),
  });
  // What the coordinator makes of it, without the disk.
  expect(parseSpec(text, name, carriedFiles(files))).toEqual(spec);
});

it("says which file is missing", async () => {
  const { "/x/pods.yaml": _, ...rest } = beside;
  await expect(readSpec("/x/cluster.yaml", new FakeSurroundings({ files: rest }))).rejects.toThrow(
    "spec.kubernetes.network.files[0]: there is no file pods.yaml beside this spec",
  );
});
