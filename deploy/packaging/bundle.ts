import { readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { build, type Plugin } from "esbuild";
import { PackagingError } from "./command.ts";
import { root, runtimeProgram } from "./places.ts";

/** A program, and the maps that lead from it back to the sources. */
export interface Bundle {
  /** The program first, named as it was asked for, then its map, then what it imports only when it is needed. */
  readonly files: readonly { readonly name: string; readonly bytes: Buffer }[];
  /** Folders of the third-party packages that are inside, like "node_modules/zod", sorted. */
  readonly packages: readonly string[];
}

const firstLines = {
  // Maps are read when a program starts, not when it fails, and hold three times what an idle agent needs: its unit says how to have them.
  agent: `#!${runtimeProgram}`,
  // Traces are of the sources, and the first line takes one argument for its program, no more.
  coordinator: `#!${runtimeProgram} --enable-source-maps`,
} as const;
// Some of the packages inside are CommonJS and ask for Node's own modules by `require`.
const requireLine = 'import{createRequire}from"node:module";const require=createRequire(import.meta.url);';

// An agent waits most of its life: what compiles small, and is forgotten at the first collection that finds it unused, costs it nothing.
// Said by the program, since NODE_OPTIONS takes neither, and given at the start both save less (ADR 30).
const smallLine =
  'import{setFlagsFromString as setFlag}from"node:v8";setFlag("--optimize-for-size");setFlag("--bytecode-old-age=1");';

/** Bundles packages/NAME as `fileName`, saying `version` when asked. Deterministic: nothing of this machine is in it. */
export async function bundle(name: keyof typeof firstLines, fileName: string, version: string): Promise<Bundle> {
  const banner = name === "agent" ? `${smallLine}${requireLine}` : requireLine;
  const program = await pack(`packages/${name}/src/main.ts`, fileName, version, banner);
  const others = name === "agent" ? seldom : [];
  const apart = await Promise.all(others.map(({ source, file }) => pack(source, file, version, requireLine)));
  const [first, ...rest] = [program, ...apart].flatMap(({ files }) => files);
  if (!first) throw new PackagingError(`esbuild made no bundle of ${name}`);
  const text = first.bytes.toString().replace(/^(?:#!.*\n)?/, `${firstLines[name]}\n`);
  return {
    files: [{ name: fileName, bytes: Buffer.from(text) }, ...rest],
    packages: thirdParty([program, ...apart].flatMap(({ inputs }) => inputs)),
  };
}

/** Asked for at enrolment, or to tell an error in Chinese, and large: no agent that runs has it in memory. */
const seldom = [
  { source: "packages/agent/src/facts/read-inventory.ts", file: "read-inventory.mjs" },
  { source: "packages/agent/src/main/chinese.ts", file: "chinese.mjs" },
] as const;

async function pack(entry: string, fileName: string, version: string, banner: string) {
  const { outputFiles, metafile } = await build({
    absWorkingDir: root,
    entryPoints: [entry],
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
    banner: { js: banner },
    plugins: [fromSources, saying(version), seldomApart, englishOnly, zodInParts],
  });
  const [map, program] = outputFiles;
  if (!map || !program) throw new PackagingError(`esbuild made no bundle of ${entry}`);
  return {
    files: [
      { name: fileName, bytes: Buffer.from(program.contents) },
      { name: `${fileName}.map`, bytes: Buffer.from(fromRoot(map.text)) },
    ],
    inputs: Object.keys(metafile.inputs),
  };
}

const seldomApart: Plugin = {
  name: "seldom-apart",
  setup({ onResolve }) {
    for (const { source, file } of seldom) {
      onResolve({ filter: new RegExp(`/${basename(source, ".ts")}\\.ts$`) }, ({ kind }) =>
        kind === "dynamic-import" ? { path: `./${file}`, external: true } : undefined,
      );
    }
  },
};

/** zod brings what it says in fifty languages; ours is said by the error catalogue. */
const englishOnly: Plugin = {
  name: "english-only",
  setup({ onLoad }) {
    onLoad({ filter: /\/zod\/v4\/locales\/index\.js$/ }, () => ({
      contents: 'export { default as en } from "./en.js";',
    }));
  },
};

/** Asked for by its one name, zod comes whole: 0.1 MB of program, 2 MB of an idle agent's memory. As a module it comes by what is used of it. */
const zodInParts: Plugin = {
  name: "zod-in-parts",
  setup({ onLoad }) {
    onLoad({ filter: /\/packages\/\w+\/src\/.*\.ts$/ }, ({ path }) => {
      const text = readFileSync(path, "utf8");
      const contents = text.replace(/^import \{ z \} from "zod";$/m, 'import * as z from "zod";');
      return contents === text ? undefined : { contents, loader: "ts" };
    });
  },
};

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
