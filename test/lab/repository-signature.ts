import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { run } from "./command.ts";

const SIGN_TIMEOUT_MS = 300_000;
const NAME = "Quorate lab packages <lab@quorate.invalid>";

type Gpg = (...args: string[]) => ReturnType<typeof run>;

/** Signs the repository with a key born here; its private half is gone when this returns. */
export async function signRepository(folder: string): Promise<void> {
  await withKey("ed25519", async (gpg) => {
    await gpg("--clearsign", "--output", join(folder, "dists/lab/InRelease"), join(folder, "dists/lab/Release"));
    await writeFile(join(folder, "quorate-lab.asc"), (await gpg("--armor", "--export")).stdout);
  });
}

/** The same for rpms, each of which has a signature of its own. RSA, as rpm distributions sign: old ones know nothing else. */
export async function signRpms(files: readonly string[], publicKey: string): Promise<void> {
  await withKey("rsa3072", async (gpg, home) => {
    const macros = { _gpg_path: home, _gpg_name: NAME, __gpg: "/usr/bin/gpg" };
    const defines = Object.entries(macros).flatMap(([name, value]) => ["--define", `${name} ${value}`]);
    await run(["rpmsign", "--addsign", ...defines, ...files], { timeoutMs: SIGN_TIMEOUT_MS });
    await writeFile(publicKey, (await gpg("--armor", "--export")).stdout);
  });
}

async function withKey(kind: string, use: (gpg: Gpg, home: string) => Promise<void>): Promise<void> {
  const home = await mkdtemp(join(tmpdir(), "quorate-lab-gpg-"));
  const gpg: Gpg = (...args) => run(["gpg", "--homedir", home, "--batch", "--yes", "--quiet", ...args]);
  try {
    await gpg("--passphrase", "", "--quick-generate-key", NAME, kind, "sign", "never");
    await use(gpg, home);
  } finally {
    await run(["gpgconf", "--homedir", home, "--kill", "gpg-agent"], { check: false });
    await rm(home, { recursive: true, force: true });
  }
}
