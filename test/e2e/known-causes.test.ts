import { beforeAll, expect, test } from "vitest";
import { findCause } from "../../packages/agent/src/steps/known-cause.ts";
import { ensurePrivatePrograms, type PrivatePrograms, runPrivately } from "../causes/private-root.ts";
import { scriptOf, trials } from "../causes/provocations.ts";
import { readCause, rowsOf } from "../causes/read-cause.ts";

// Each cause is made to happen with the real programs, in a root and a network of its own: no lab is needed, only its cache.
// etcd 3.4 says the same as 3.5 but for punctuation; its words are recorded for the unit tests.
const live = trials.filter(([{ name }]) => name !== "etcd-3.4");
const limitMs = 180_000;
let programs: PrivatePrograms;

beforeAll(async () => {
  programs = await ensurePrivatePrograms();
});

test.concurrent.each(
  live.map(([cast, provocation]) => ({ name: `${cast.name}/${provocation.id}`, cast, provocation })),
)(
  "is recognised in what the real program says: $name",
  { timeout: limitMs + 10_000 },
  async ({ cast, provocation }) => {
    const { source, code, says } = provocation;
    const enough = (line: string) => findCause(rowsOf[source], [line])?.cause.includes(says) === true;
    const lines = await runPrivately(programs, scriptOf(cast, provocation), { enough, limitMs });
    expect(readCause(source, lines), lines.slice(-5).join("\n")).toMatchObject({
      code,
      cause: expect.stringContaining(says),
    });
  },
);
