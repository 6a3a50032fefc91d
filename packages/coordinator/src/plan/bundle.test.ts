import { planSteps, type Step } from "@quorate/shared/plan";
import { stepContracts } from "@quorate/shared/step/contract";
import { describe, expect, it } from "vitest";
import { factsOf, fakeSharedPki, fakeSpec } from "../../../../test/fakes/cluster.ts";
import { fakeBundle as bundle, bundleSums as sums } from "../../../../test/fakes/fake-bundle.ts";
import type { BundleContents } from "../bundle/manifest.ts";
import type { ClusterSpec } from "../spec/cluster-spec.ts";
import { buildPlan } from "./build-plan.ts";

const apt = { uris: ["https://packages.example.com"], suites: ["a"], components: [], publicKey: "k" };
const repositories = [{ id: "own", title: "Own", apt }];
const usual = fakeSpec();
const spec = fakeSpec({ packages: { ...usual.packages, repositories } });

function planOf(wish: ClusterSpec = spec, from: BundleContents | "none" = bundle) {
  const freshToken = "demo-0123456789abcdef";
  const served = from === "none" ? {} : { bundle: from };
  return buildPlan({
    spec: wish,
    specHash: "abc",
    facts: factsOf(wish),
    freshToken,
    pki: fakeSharedPki(),
    ...served,
  });
}
const stepsOf = (steps: readonly Step[], kind: Step["kind"]) => steps.filter((step) => step.kind === kind);

describe("a plan with a bundle", () => {
  const steps = planSteps(planOf());

  it("fetches packages and etcd before anything is installed, images after it, and the spec never", () => {
    const ofFirst = stepsOf(steps, "bundle.fetch").filter(({ host }) => host === "m1");
    expect(ofFirst.map(({ id }) => id)).toEqual(["packages/fetch/m1", "images/fetch/m1"]);
    const names = ofFirst.map((step) => step.kind === "bundle.fetch" && step.input.files.map(({ name }) => name));
    const [tarball, image, index, deb] = bundle.manifest.files.map(({ name }) => name);
    expect(names).toEqual([[tarball, index, deb], [image]]);
    const needs = (id: string) => steps.find((step) => step.id === id)?.needs;
    expect(needs("packages/install/m1")).toContain("packages/fetch/m1");
    expect(needs("images/fetch/m1")).toContain("packages/install/m1");
    expect(needs("images/ensure/m1")).toContain("images/fetch/m1");
    for (const { kind, input } of steps) expect(stepContracts[kind].input.safeParse(input).success).toBe(true);
  });

  it("installs out of it and out of no repository of the spec", () => {
    expect(stepsOf(steps, "package.repository")).toEqual([]);
    const installs = steps.flatMap((step) => (step.kind === "package.install" ? [step.input.bundle] : []));
    expect(installs).toEqual([bundle.id, bundle.id, bundle.id]);
  });

  it("takes images and the etcd tarball from where they were fetched to; what the bundle lacks from the spec's own place", () => {
    const place = "file:///var/cache/quorate/bundle/abcdef0123456789";
    const source = { kind: "tarball", url: "https://example.com/etcd.tar.gz", sha256: sums.etcd } as const;
    const other = { image: "quorate.lab/echo:1", url: "https://example.com/echo.tar", sha256: "6".repeat(64) };
    const pause = { image: "registry.k8s.io/pause:3.2", url: "https://example.com/p.tar", sha256: "7".repeat(64) };
    const kubernetes = { ...spec.kubernetes, images: [pause, other] };
    const plan = planSteps(planOf({ ...spec, etcd: { ...spec.etcd, source }, kubernetes }));
    const [tarball] = plan.flatMap((step) => (step.kind === "etcd.tarball" ? [step] : []));
    expect(tarball?.input.url).toBe(`${place}/etcd/etcd-v3.5.9-linux-amd64.tar.gz`);
    expect(tarball?.needs).toContain("packages/fetch/m1");
    const [images] = plan.flatMap((step) => (step.kind === "images.ensure" ? [step.input.archives] : []));
    expect(images).toEqual([
      { image: "registry.k8s.io/pause:3.2", url: `${place}/images/pause.tar`, sha256: sums.image },
      other,
    ]);
  });

  it("is another plan than without it", () => {
    expect(planOf().hash).not.toBe(planOf(spec, "none").hash);
  });

  it.each([
    [
      "another version",
      { os: { id: "debian", version: "11", arch: "x64" } },
      "the bundle is for debian 11 on x64, m1 is debian 12 on x64",
    ],
    [
      "another processor",
      { os: { id: "debian", version: "12", arch: "arm64" } },
      "the bundle is for debian 12 on arm64",
    ],
    ["another package manager", { packages: "rpm" as const }, "the bundle has rpm packages, m1 installs with apt"],
  ])("is refused for hosts of %s", (_, change, why) => {
    const foreign = { ...bundle, manifest: { ...bundle.manifest, ...change } };
    expect(() => planOf(spec, foreign)).toThrow(
      expect.objectContaining({ code: "PLAN_IMPOSSIBLE", message: expect.stringContaining(why) }),
    );
  });
});
