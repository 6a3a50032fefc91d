import { describe, expect, it } from "vitest";
import { FakeSurroundings, type FakeSurroundingsOptions } from "../../../../test/fakes/fake-surroundings.ts";
import { readNewPassphrase, readPassphrase } from "./passphrase.ts";

const stateDir = "/state";
const sealed = { "/state/seal.json": "{}" };

async function read(options: FakeSurroundingsOptions, caPassphraseFile?: string) {
  const around = new FakeSurroundings(options);
  const chosen = caPassphraseFile === undefined ? {} : { caPassphraseFile };
  const found = await readPassphrase({ stateDir, ...chosen }, around);
  return { text: found?.reveal(), asked: around.asked };
}

describe("the passphrase of the keys", () => {
  const files = { "/a": "from a\n", "/b": "from b", "/run/credentials/ca-passphrase": "from systemd\n" };
  const variables = { QUORATE_CA_PASSPHRASE_FILE: "/b", CREDENTIALS_DIRECTORY: "/run/credentials" };

  it("is in the file that is named, else in the one the environment names, else a systemd credential", async () => {
    expect((await read({ files, variables }, "/a")).text).toBe("from a");
    expect((await read({ files, variables })).text).toBe("from b");
    expect((await read({ files, variables: { CREDENTIALS_DIRECTORY: "/run/credentials" } })).text).toBe("from systemd");
    expect((await read({ files: {}, variables: { CREDENTIALS_DIRECTORY: "/run/credentials" } })).text).toBeUndefined();
  });

  it("is asked for once when the state is encrypted, and nobody is asked for a state that is not", async () => {
    expect(await read({ files: sealed, answer: "typed in" })).toMatchObject({
      text: "typed in",
      asked: [expect.any(String)],
    });
    expect(await read({ answer: "typed in" })).toEqual({ text: undefined, asked: [] });
    expect((await read({ files: sealed })).text).toBeUndefined();
  });

  it("is asked for twice when it is new, and read from a pipe where nobody sits", async () => {
    expect(await read({ answer: "typed in" }, "-")).toMatchObject({ text: "typed in", asked: { length: 2 } });
    expect((await read({ stdin: "piped\n" }, "-")).text).toBe("piped");
  });

  it("is an error when the file that is named holds none, or is not there", async () => {
    await expect(read({ files: { "/a": "\n" } }, "/a")).rejects.toMatchObject({ code: "USAGE" });
    await expect(read({}, "/a")).rejects.toThrow("ENOENT");
  });
});

describe("the passphrase that shall take its place", () => {
  const readNew = async (options: FakeSurroundingsOptions, file?: string) => {
    const around = new FakeSurroundings(options);
    return { text: (await readNewPassphrase(stateDir, file, around))?.reveal(), asked: around.asked.length };
  };

  it("is in the file that is named, else a systemd credential of its own, else it is asked for twice", async () => {
    const files = {
      ...sealed,
      "/a": "from a\n",
      "/c/ca-passphrase": "old\n",
      "/c/new-ca-passphrase": "from systemd\n",
    };
    const variables = { CREDENTIALS_DIRECTORY: "/c", QUORATE_CA_PASSPHRASE_FILE: "/a" };
    expect(await readNew({ files, variables, answer: "typed" }, "/a")).toEqual({ text: "from a", asked: 0 });
    expect(await readNew({ files, variables, answer: "typed" })).toEqual({ text: "from systemd", asked: 0 });
    expect(await readNew({ files: sealed, answer: "typed" })).toEqual({ text: "typed", asked: 2 });
    expect(await readNew({ files: sealed, stdin: "piped\n" }, "-")).toEqual({ text: "piped", asked: 1 });
    expect(await readNew({ files: sealed, stdin: "piped\n" })).toEqual({ text: undefined, asked: 1 });
  });
});
