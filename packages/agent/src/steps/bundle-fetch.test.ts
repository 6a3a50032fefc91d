import { createHash } from "node:crypto";
import { AppError } from "@quorate/shared/errors";
import { describe, expect, it } from "vitest";
import { converge } from "../../../../test/fakes/converge.ts";
import { type FakeHost, fakeHost } from "../../../../test/fakes/fake-host.ts";
import { fakeStepContext } from "../../../../test/fakes/fake-step-context.ts";
import { bundleFetch } from "./bundle-fetch.ts";
import type { BundleFile, StepContext } from "./handler.ts";

const sum = (text: string): string => createHash("sha256").update(text).digest("hex");
const bundle = sum("the list");
const directory = `/var/cache/quorate/bundle/${bundle.slice(0, 16)}`;
const contents: Readonly<Record<string, string>> = {
  "packages/haproxy_2.6.12-1+deb12u1_amd64.deb": "the package",
  "images/pause.tar": "the image",
};
const files = Object.entries(contents).map(([name, text]) => ({ name, sha256: sum(text), bytes: text.length }));
const input = { bundle, files };

async function* pieces(...texts: readonly string[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) yield Buffer.from(text);
}

/** A coordinator that sends what it has; `asked` are the names, in order. */
function served(host: FakeHost, send = ({ name }: BundleFile) => pieces(...(contents[name] ?? "").split(/(?= )/))) {
  const asked: string[] = [];
  const bundleFile: StepContext["bundleFile"] = (file) => {
    asked.push(file.name);
    return send(file);
  };
  return { asked, ctx: fakeStepContext(host, { bundleFile }) };
}

describe("bundle.fetch", () => {
  it("has every file in its place, and asks for none of them again", async () => {
    const host = fakeHost();
    const { asked, ctx } = served(host);
    expect(await converge(bundleFetch, input, ctx)).toMatchObject({ output: { fetched: 2, bytes: 20 } });
    for (const [name, text] of Object.entries(contents)) expect(host.files.text(`${directory}/${name}`)).toBe(text);
    expect(await bundleFetch.probe(input, ctx)).toEqual([]);
    expect(asked).toEqual(Object.keys(contents));
  });

  it("fetches only what is not there whole", async () => {
    const host = fakeHost({ files: { [`${directory}/images/pause.tar`]: "the image" } });
    const { asked, ctx } = served(host);
    expect((await bundleFetch.probe(input, ctx))[0]).toMatchObject({ have: "1 of 2", want: "all 2" });
    await bundleFetch.apply(input, ctx);
    expect(asked).toEqual(["packages/haproxy_2.6.12-1+deb12u1_amd64.deb"]);
  });

  it("refuses a file with a flipped bit by its name and both sums, and keeps nothing of it", async () => {
    const host = fakeHost();
    const { ctx } = served(host, () => pieces("the packagf"));
    await expect(bundleFetch.apply(input, ctx)).rejects.toMatchObject({
      code: "BUNDLE_DAMAGED",
      message: `packages/haproxy_2.6.12-1+deb12u1_amd64.deb of the bundle came with the sha256 ${sum("the packagf")}, not ${sum("the package")}`,
    });
    expect([...host.files.entries.keys()].filter((path) => path.includes("haproxy"))).toEqual([]);
  });

  it("begins a file again when the connection broke in the middle of it", async () => {
    const host = fakeHost();
    let breaks = 2;
    async function* broken(): AsyncGenerator<Uint8Array> {
      yield Buffer.from("the pa");
      throw new AppError("COORDINATOR_UNREACHABLE", "the connection broke");
    }
    const { asked, ctx } = served(host, ({ name }) => (breaks-- > 0 ? broken() : pieces(contents[name] ?? "")));
    await bundleFetch.apply(input, ctx);
    expect(asked).toHaveLength(4);
    expect(ctx.lines.filter((line) => line.startsWith("waiting"))).toHaveLength(1);
    expect(host.files.text(`${directory}/packages/haproxy_2.6.12-1+deb12u1_amd64.deb`)).toBe("the package");
  });

  it("ends when the coordinator has no such file", async () => {
    const { ctx } = served(fakeHost(), () => {
      throw new AppError("BUNDLE_MISSING", "it serves none");
    });
    await expect(bundleFetch.apply(input, ctx)).rejects.toMatchObject({ code: "BUNDLE_MISSING" });
  });

  it("removes what is left of another bundle", async () => {
    const old = "/var/cache/quorate/bundle/0123456789abcdef/images/old.tar";
    const host = fakeHost({ files: { [old]: "old" } });
    await bundleFetch.apply(input, served(host).ctx);
    expect(host.files.entries.has(old)).toBe(false);
  });
});
