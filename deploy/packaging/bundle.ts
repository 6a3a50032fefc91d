import { readFileSync } from "node:fs";
import { join } from "node:path";
import { build, type Plugin } from "esbuild";
import { PackagingError } from "./command.ts";
import { root, runtimeProgram } from "./places.ts";

/** One program in one file, and the map that leads from it back to the sources. */
export interface Bundle {
  readonly program: Buffer;
  readonly map: Buffer;
  /** Folders of the third-party packages that are inside, like "node_modules/zod", sorted. */
  readonly packages: readonly string[];
}

// Traces are of the sources, and the first line takes one argument for its program, no more.
const firstLine = `#!${runtimeProgram} --enable-source-maps`;
// Some of the packages inside are CommonJS and ask for Node's own modules by `require`.
const requireLine = 'import{createRequire}from"node:module";const require=createRequire(import.meta.url);';

/** Bundles packages/NAME as `fileName`, saying `version` when asked. Deterministic: nothing of this machine is in it. */
export async function bundle(name: string, fileName: string, version: string): Promise<Bundle> {
  const { outputFiles, metafile } = await build({
    absWorkingDir: root,
    entryPoints: [`packages/${name}/src/main.ts`],
    outfile: `bundle/${fileName}`,
    write: false,
    bundle: true,
    minify: true,
    platform: "node",
    format: "esm",
    target: "node24",
    sourcemap: "linked",
    sourcesContent: false,
    legalComments: "none",
    metafile: true,
    // Given here, it is the same for every file. Looked for, it depends on which import of a file is followed first: those that the
    // plug-in below resolves have none, and bundles then differ in a "use strict".
    tsconfigRaw: { compilerOptions: { verbatimModuleSyntax: true } },
    logLevel: "error",
    banner: { js: requireLine },
    plugins: [fromSources, saying(version)],
  });
  const [map, program] = outputFiles;
  if (!map || !program) throw new PackagingError(`esbuild made no bundle of ${name}`);
  return {
    program: Buffer.from(program.text.replace(/^#!.*/, firstLine)),
    map: Buffer.from(fromRoot(map.text)),
    packages: thirdParty(Object.keys(metafile.inputs)),
  };
}

/** The sources, not what an earlier build left in dist/. */
const fromSources: Plugin = {
  name: "from-sources",
  setup({ onResolve }) {
    onResolve({ filter: /^@quorate\/shared\// }, ({ path }) => ({
      path: join(root, "packages/shared/src", `${path.slice("@quorate/shared/".length)}.ts`),
    }));
  },
};

/** The constant that each program answers --version with. */
const saying = (version: string): Plugin => ({
  name: "saying-version",
  setup({ onLoad }) {
    onLoad({ filter: /\/(config|cli)\/version\.ts$/ }, ({ path }) => ({
      contents: readFileSync(path, "utf8").replace(/"\d+\.\d+\.\d+"/, JSON.stringify(version)),
      loader: "ts",
    }));
  },
});

/** Sources are named from the clone's root, wherever it lies. */
function fromRoot(map: string): string {
  const read: { sources: readonly string[] } = JSON.parse(map);
  return JSON.stringify({ ...read, sources: read.sources.map((source) => source.replace(/^(\.\.\/)+/, "")) });
}

function thirdParty(inputs: readonly string[]): readonly string[] {
  const folders = inputs.flatMap((input) => /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(input)?.[1] ?? []);
  return [...new Set(folders)].sort();
}
