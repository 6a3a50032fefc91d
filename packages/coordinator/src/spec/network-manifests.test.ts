import { AppError } from "@quorate/shared/errors";
import { describe, expect, it } from "vitest";
import { parseSpec } from "./parse-spec.ts";
import { carriedFiles, type SpecFiles } from "./spec-files.ts";

const spec = (network: string) => `apiVersion: quorate.dev/v1alpha1
kind: Cluster
metadata: { name: prod }
spec:
  hosts:
    - { name: a, address: 10.20.0.11 }
    - { name: b, address: 10.20.0.12 }
    - { name: c, address: 10.20.0.13 }
  endpoint: { vip: 10.20.0.10 }
  kubernetes: { network: ${network} }
`;
const files = (names: string) => spec(`{ plugin: manifests, files: [${names}] }`);
const manifest = (name: string) => `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: ${name} }\n`;

function refusal(text: string, beside: SpecFiles): string {
  try {
    parseSpec(text, "c", beside);
  } catch (error) {
    return AppError.from(error).message;
  }
  return "";
}

const place = (index: number, column: number) => `c:10:${column} spec.kubernetes.network.files[${index}]: `;

describe("the network's manifests", () => {
  it("are the texts of the files, in the order of the spec, and of a directory in the order of its names", () => {
    const beside = {
      "z.yaml": manifest("z"),
      "policies/b.yml": manifest("b"),
      "policies/a.json": '{ "apiVersion": "v1", "kind": "List" }',
      "policies/README.md": "not one",
      "policies/old/c.yaml": manifest("c"),
    };
    const { network } = parseSpec(files("z.yaml, policies/"), "c", carriedFiles(beside)).kubernetes;
    expect(network).toEqual({
      plugin: "manifests",
      manifests: [
        { name: "z.yaml", text: manifest("z") },
        { name: "policies/a.json", text: beside["policies/a.json"] },
        { name: "policies/b.yml", text: manifest("b") },
      ],
    });
  });

  it("are not asked for where the plugin is another", () => {
    expect(parseSpec(spec("{ plugin: flannel }"), "c").kubernetes.network).toEqual({ plugin: "flannel" });
    const mirrored = spec("{ plugin: flannel, imageRepository: mirror.example.com/flannel }");
    expect(parseSpec(mirrored, "c").kubernetes.network).toEqual({
      plugin: "flannel",
      imageRepository: "mirror.example.com/flannel",
    });
    expect(parseSpec(spec("{ plugin: none }"), "c").kubernetes.network).toEqual({ plugin: "none" });
  });

  it.each([
    ["a file that is not there", "b.yaml", {}, "there is no file b.yaml beside this spec"],
    ["a directory that is not there", "b/", {}, "there is no file b/ beside this spec"],
    ["no name of a file", "'a b.yaml'", {}, '"a b.yaml" is not a file name'],
    ["a page of a web server", "a.yaml", { "a.yaml": "<html>\n" }, "a.yaml is no Kubernetes manifest"],
    ["an empty file", "a.yaml", { "a.yaml": "" }, "a.yaml is no Kubernetes manifest: no line in it says apiVersion"],
    [
      "a large file",
      "a.yaml",
      { "a.yaml": manifest("a") + "#é".repeat(180_000) },
      "a.yaml is larger than 512 KiB: split it into several files",
    ],
    ["a directory without manifests", "d", { "d/README.md": "" }, "the directory d holds no *.yaml, *.yml or *.json"],
    ["a name that is strange", "d", { "d/a b.yaml": manifest("a") }, '"a b.yaml" in d is no plain file name'],
    [
      "a Secret",
      "a.yaml",
      { "a.yaml": `${manifest("a")}---\napiVersion: v1\nkind: Secret # hunter2\n` },
      "a.yaml holds a Secret, and manifests stand in the coordinator's event log as they are",
    ],
    [
      "a Secret in JSON",
      "a.json",
      { "a.json": '{ "apiVersion": "v1",\n  "kind": "Secret",\n' },
      "a.json holds a Secret",
    ],
  ])("%s is a problem", (_what, name, beside, says) => {
    const message = refusal(files(name), carriedFiles(beside));
    expect(message).toContain(`${place(0, 55)}${says}`);
    expect(message).not.toContain("hunter2");
  });

  it("stand in the list once", () => {
    const beside = carriedFiles({ "d/a.yaml": manifest("a") });
    expect(refusal(files("d, d/a.yaml"), beside)).toContain(
      `${place(1, 58)}d/a.yaml is already in the list: name it once`,
    );
  });

  it("may be 3 MiB together", () => {
    const names = Array.from({ length: 7 }, (_, index) => `m${index}.yaml`);
    const text = manifest("m") + "#".repeat(500_000);
    const beside = carriedFiles(Object.fromEntries(names.map((name) => [name, text])));
    expect(refusal(files(names.join(", ")), beside)).toContain(
      "c:10:54 spec.kubernetes.network.files: the manifests are larger than 3072 KiB together",
    );
    expect(refusal(files(names.slice(1).join(", ")), beside)).toBe("");
  });

  it("that cannot be read are a problem, not a crash", () => {
    const denied = () => {
      throw new Error("EACCES: permission denied");
    };
    const says = "the file a.yaml cannot be read: EACCES: permission denied";
    expect(refusal(files("a.yaml"), { readFile: denied })).toContain(says);
    expect(refusal(files("a.yaml"), { listFiles: denied })).toContain(says);
  });

  it("cannot be named where there is nobody to read them", () => {
    expect(refusal(files("a.yaml"), {})).toContain("there is no file a.yaml beside this spec");
    expect(refusal(files("constructor"), carriedFiles({}))).toContain("there is no file constructor");
  });
});
