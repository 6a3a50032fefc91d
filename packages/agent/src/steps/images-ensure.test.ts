import { createHash } from "node:crypto";
import { AppError } from "@quorate/shared/errors";
import { describe, expect, it } from "vitest";
import { command, exited, type FakeHost, fakeHost, succeeded } from "../../../../test/fakes/fake-host.ts";
import { fakeStepContext } from "../../../../test/fakes/fake-step-context.ts";
import type { ExecResult } from "../host/host.ts";
import { imagesEnsure } from "./images-ensure.ts";

type Input = Parameters<typeof imagesEnsure.apply>[0];

const wanted = ["kube-apiserver:v1.20.2", "kube-proxy:v1.20.2", "pause:3.2", "coredns:1.7.0"].map(
  (name) => `k8s.gcr.io/${name}`,
);
const [apiserver = "", proxy = "", pause = ""] = wanted;
const shaOf = (text: string) => createHash("sha256").update(text).digest("hex");
/** An archive's text is the name of the image in it. */
const archive = (image: string, url: string, holds = image) => ({ image, url, sha256: shaOf(holds) });

const input: Input = {
  runtime: "docker",
  criSocket: "/var/run/dockershim.sock",
  documents: [{ apiVersion: "kubeadm.k8s.io/v1beta2", kind: "ClusterConfiguration", kubernetesVersion: "v1.20.2" }],
  except: ["coredns"],
  archives: [],
};
const overContainerd: Input = { ...input, runtime: "containerd", criSocket: "unix:///run/containerd/containerd.sock" };

interface World {
  readonly have?: readonly string[];
  readonly files?: Readonly<Record<string, string>>;
  readonly downloads?: Readonly<Record<string, string>>;
  /** How pulls of an image end, one after the other; without an entry they succeed. */
  readonly pulls?: Readonly<Record<string, readonly (ExecResult | AppError)[]>>;
}

/** As ctr 1.6.20 says it. */
const byCtr = (image: string) => `unpacking ${image} (sha256:c1b5fc301d9c)...done\n`;

function world(options: World = {}) {
  const images = new Set(options.have);
  const pulls = new Map(Object.entries(options.pulls ?? {}).map(([image, ends]) => [image, [...ends]]));
  let config: { readonly text: string | undefined; readonly mode: number | undefined } | undefined;
  const load = (path = "", said = (image: string) => `Loaded image: ${image}\n`) => {
    const image = host.files.text(path) ?? "";
    if (image === "broken") return exited(1, "archive/tar: invalid tar header");
    images.add(image);
    return succeeded(said(image));
  };
  const pull = (image = "") => {
    const end = pulls.get(image)?.shift() ?? succeeded();
    if (end instanceof AppError) throw end;
    if (end.code === 0) images.add(image);
    return end;
  };
  const host: FakeHost = fakeHost({
    files: { "/usr/bin/crictl": "", ...options.files },
    ...(options.downloads ? { downloads: options.downloads } : {}),
    commands: [
      async (argv) => {
        if (argv[0] !== "kubeadm") return undefined;
        const path = argv.at(-1) ?? "";
        config = { text: host.files.text(path), mode: (await host.files.status(path))?.mode };
        return {
          ...succeeded(`${wanted.join("\n")}\n`),
          stderr: "W1122 common.go:148] WARNING: no default routes found",
        };
      },
      command(["docker", "image", "ls"], () => succeeded([...images].map((image) => `${image} x@<none>`).join("\n"))),
      command(["docker", "load"], (argv) => load(argv[3])),
      command(["docker", "pull"], (argv) => pull(argv[2])),
      command(["ctr", "-a", "/run/containerd/containerd.sock", "-n", "k8s.io", "images"], (argv) => {
        if (argv[6] === "ls") return succeeded([...images].join("\n"));
        return argv[6] === "import" ? load(argv[7], byCtr) : pull(argv.at(-1));
      }),
      command(["crictl", "-r", "unix:///run/containerd/containerd.sock", "pull"], (argv) => pull(argv[4])),
      command(["sha256sum"], (argv) => {
        const text = host.files.text(argv[2] ?? "");
        return text === undefined
          ? exited(1, `sha256sum: ${argv[2]}: No such file or directory`)
          : succeeded(`${shaOf(text)}  ${argv[2]}\n`);
      }),
    ],
  });
  const pulled = () => host.executed.filter((argv) => argv.includes("pull")).map((argv) => argv.at(-1));
  return { host, images, pulled, config: () => config, ctx: fakeStepContext(host) };
}

const refusal = (change: Partial<Input>, options: World) =>
  imagesEnsure.apply({ ...input, ...change }, world(options).ctx).then(
    () => undefined,
    (error: unknown) => error,
  );

describe("images.ensure", () => {
  it("pulls what kubeadm names and nobody has, without what nobody runs, and then finds nothing to do", async () => {
    const { ctx, config, host } = world({ have: [pause] });
    expect(await imagesEnsure.probe(input, ctx)).toEqual([
      { what: `image ${apiserver}`, have: "absent", want: "on the host" },
      { what: `image ${proxy}`, have: "absent", want: "on the host" },
    ]);
    expect(await imagesEnsure.apply(input, ctx)).toEqual({
      present: [pause],
      imported: [],
      pulled: [apiserver, proxy],
    });
    expect(ctx.lines).toEqual(
      expect.arrayContaining([`pulling ${apiserver}`, expect.stringMatching(`^pulled ${proxy} in .* s$`)]),
    );
    expect(config()).toMatchObject({ text: expect.stringContaining('"kind": "ClusterConfiguration"'), mode: 0o600 });
    expect(await host.files.list("/run/quorate")).toEqual([]);
    expect(await imagesEnsure.probe(input, ctx)).toEqual([]);
  });

  it("takes for a worker only what a worker runs", async () => {
    const { ctx } = world();
    const drift = await imagesEnsure.probe({ ...input, only: ["kube-proxy", "pause"] }, ctx);
    expect(drift.map(({ what }) => what)).toEqual([`image ${proxy}`, `image ${pause}`]);
  });

  it.each([
    ["docker" as const, input],
    ["containerd" as const, overContainerd],
  ])("imports the bundle before it pulls the rest, with %s", async (_name, base) => {
    const extra = "quorate.lab/echo:1";
    const { ctx, pulled, host } = world({
      have: [pause],
      files: { "/opt/a.tar": apiserver, "/opt/e.tar": extra, "/opt/p.tar": pause },
    });
    const archives = [
      archive(apiserver, "file:///opt/a.tar"),
      archive(extra, "file:///opt/e.tar"),
      archive(pause, "file:///opt/p.tar"),
    ];
    const output = await imagesEnsure.apply({ ...base, archives }, ctx);
    expect(output).toEqual({ present: [pause], imported: [apiserver, extra], pulled: [proxy] });
    expect(pulled()).toEqual([proxy]);
    expect(host.executed.filter(([program]) => program === "sha256sum").map((argv) => argv[2])).toEqual([
      ...["/opt/a.tar", "/opt/e.tar"],
    ]);
    expect(await imagesEnsure.probe({ ...base, archives }, ctx)).toEqual([]);
  });

  it("pulls with ctr and containerd's own registry files where there is no crictl", async () => {
    const { ctx, host } = world({ have: [apiserver, pause] });
    host.files.entries.delete("/usr/bin/crictl");
    await imagesEnsure.apply(overContainerd, ctx);
    expect(host.executed).toContainEqual([
      ...["ctr", "-a", "/run/containerd/containerd.sock", "-n", "k8s.io", "images", "pull"],
      ...["--hosts-dir", "/etc/containerd/certs.d", proxy],
    ]);
  });

  it("downloads an archive once for all images that are in it, and leaves no copy", async () => {
    const url = "https://files.local/all.tar";
    const { ctx, host } = world({ have: [proxy, pause], downloads: { [url]: apiserver } });
    await imagesEnsure.apply({ ...input, archives: [archive(apiserver, url)] }, ctx);
    expect(host.executed.filter(([, verb]) => verb === "load")).toHaveLength(1);
    expect(await host.files.list("/var/cache/quorate/images")).toEqual([]);
  });

  it("fault 59: loads nothing of an archive that is not the spec's", async () => {
    const archives = [archive(apiserver, "file:///opt/a.tar", "what the spec means")];
    const { ctx, images } = world({ have: [proxy, pause], files: { "/opt/a.tar": apiserver } });
    await expect(imagesEnsure.apply({ ...input, archives }, ctx)).rejects.toMatchObject({
      code: "DOWNLOAD_MISMATCH",
      message: expect.stringContaining(`${apiserver}: file:///opt/a.tar has the sha256 ${shaOf(apiserver)}, not `),
    });
    expect(images.has(apiserver)).toBe(false);
  });

  it.each([
    ["holds another image", { "/opt/a.tar": "other/image:2" }, "does not hold it; it holds other/image:2"],
    ["is damaged", { "/opt/a.tar": "broken" }, "cannot be imported: archive/tar: invalid tar header"],
    ["is not there", {}, "sha256sum: /opt/a.tar: No such file or directory"],
  ])("names an archive that %s, and pulls nothing in its place", async (_how, files: Record<string, string>, why) => {
    const archives = [archive(apiserver, "file:///opt/a.tar", files["/opt/a.tar"])];
    const { ctx, pulled } = world({ have: [proxy, pause], files });
    await expect(imagesEnsure.apply({ ...input, archives }, ctx)).rejects.toMatchObject({
      code: "IMAGE_MISSING",
      message: expect.stringContaining(why),
      hint: expect.stringContaining("spec.kubernetes.images"),
    });
    expect(pulled()).toEqual([]);
  });

  it("tells what an archive holds by ctr's words, too", async () => {
    const archives = [archive(apiserver, "file:///opt/a.tar", "other/image:2")];
    const { ctx } = world({ have: [proxy, pause], files: { "/opt/a.tar": "other/image:2" } });
    await expect(imagesEnsure.apply({ ...overContainerd, archives }, ctx)).rejects.toMatchObject({
      message: `an image is missing: ${apiserver}: file:///opt/a.tar does not hold it; it holds other/image:2`,
    });
  });

  it("names a url that cannot be had or names no file of this host", async () => {
    const archives = [archive(apiserver, "https://files.local/a.tar"), archive(proxy, "file://elsewhere/opt/p.tar")];
    expect(await refusal({ archives }, { have: [pause] })).toMatchObject({
      code: "IMAGE_MISSING",
      evidence: [
        `${apiserver}: cannot download https://files.local/a.tar`,
        `${proxy}: file://elsewhere/opt/p.tar names no file of this host`,
      ],
    });
  });

  it("names every image that cannot be pulled, each with its own reason", async () => {
    const offline = exited(
      1,
      'Error response from daemon: Get "https://k8s.gcr.io/v2/": dial tcp: lookup: no such host',
    );
    const chain =
      'crictl: rpc error: desc = failed to pull and unpack image "x": failed to resolve reference "x": x: not found';
    const killed = new AppError("STEP_COMMAND_FAILED", "docker pull did not end within 300 s and was killed");
    const pulls = { [apiserver]: [offline], [proxy]: [exited(1, chain)], [pause]: [killed] };
    expect(await refusal({}, { pulls })).toMatchObject({
      code: "IMAGE_MISSING",
      message: `3 images are missing: ${apiserver}: Get "https://k8s.gcr.io/v2/": dial tcp: lookup: no such host; ${proxy}: x: not found; ${pause}: docker pull did not end within 300 s and was killed`,
      hint: "correct spec.kubernetes.imageRepository, or add the image to spec.kubernetes.images",
      evidence: [expect.stringContaining(apiserver), expect.stringContaining(proxy), expect.stringContaining(pause)],
    });
  });

  it("fault 59: tries once more after what may heal by itself, and only then", async () => {
    const slow = exited(1, "net/http: TLS handshake timeout");
    const healed = world({ have: [proxy, pause], pulls: { [apiserver]: [slow] } });
    await imagesEnsure.apply(input, healed.ctx);
    expect(healed.pulled()).toEqual([apiserver, apiserver]);
    const refused = world({ have: [proxy, pause], pulls: { [apiserver]: [exited(1, "pull access denied")] } });
    await expect(imagesEnsure.apply(input, refused.ctx)).rejects.toMatchObject({ code: "IMAGE_MISSING" });
    expect(refused.pulled()).toEqual([apiserver]);
    expect(await refusal({}, { have: [proxy, pause], pulls: { [apiserver]: [slow, slow] } })).toMatchObject({
      message: `an image is missing: ${apiserver}: net/http: TLS handshake timeout`,
    });
  });

  it("ends with the step's own reason when the step is canceled", async () => {
    const why = new AppError("STEP_TIMED_OUT", "the step's time is up");
    const { host } = world({ have: [proxy, pause] });
    const stop = new AbortController();
    const ctx = fakeStepContext(host, { signal: stop.signal });
    const apply = imagesEnsure.apply(input, { ...ctx, output: () => stop.abort(why) });
    await expect(apply).rejects.toBe(why);
  });

  it("says that a runtime that does not answer is the trouble", async () => {
    const host = fakeHost({ commands: [command(["docker"], exited(1, "Cannot connect to the Docker daemon"))] });
    await expect(imagesEnsure.probe(input, fakeStepContext(host))).rejects.toMatchObject({
      code: "RUNTIME_FAILED",
      message: "the container runtime does not list its images: Cannot connect to the Docker daemon",
    });
  });
});
