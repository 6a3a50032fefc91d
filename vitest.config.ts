import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const packages = fileURLToPath(new URL("./packages", import.meta.url));
// Tests run the sources, so that no test can pass on a stale build.
const alias = [{ find: /^@quorate\/([a-z]+)\/(.*)$/, replacement: `${packages}/$1/src/$2.ts` }];

const tiers = ["unit", "sim", "integration", "hostile", "lab"] as const;

// A group of its own for each tier: Vitest asks for it where they have different numbers of workers, and one never loads another.
const project = (name: (typeof tiers)[number], include: string[], test: object = {}) => ({
  resolve: { alias },
  test: { name, include, environment: "node", sequence: { groupOrder: tiers.indexOf(name) }, ...patience, ...test },
});

// The tests' own limits judge; these end what hangs. Vitest's are a second, five and ten: a busy machine takes longer over nothing.
const patience = { testTimeout: 120_000, hookTimeout: 120_000, expect: { poll: { timeout: 30_000 } } };

// Vitest leaves one core to itself, which is half of two, and it has little to do while tests run.
const cores = availableParallelism();

export default defineConfig({
  test: {
    projects: [
      // One set of modules for all files of a worker: they cost four times the tests when each file has its own.
      project(
        "unit",
        [
          "packages/**/src/**/*.test.ts",
          "test/*.test.ts",
          "test/{fakes,bench,build,causes,faults}/**/*.test.ts",
          "deploy/**/*.test.ts",
          "test/lab/*.test.ts",
        ],
        { isolate: false, maxWorkers: cores },
      ),
      project("sim", ["test/sim/**/*.test.ts"], { globalSetup: ["test/sim/tally.ts"], maxWorkers: cores }),
      // A third of their time they wait for limits to run out: one more than there are cores.
      project("integration", ["test/integration/**/*.test.ts"], { maxWorkers: cores + 1 }),
      // What others send: corpora, fuzzing, races. None of it needs root.
      project("hostile", ["test/hostile/**/*.test.ts"], { testTimeout: 300_000 }),
      // One lab, one suite at a time; boots and package installs take their time on two cores.
      project("lab", ["test/{lab/suite,e2e}/**/*.test.ts"], {
        testTimeout: 900_000,
        hookTimeout: 900_000,
        fileParallelism: false,
      }),
    ],
  },
});
