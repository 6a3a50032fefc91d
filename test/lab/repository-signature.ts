import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { run } from "./command.ts";

const NAME = "Quorate lab packages <lab@quorate.invalid>";

/** Signs the repository with a key born here; its private half is gone when this returns. */
export async function signRepository(folder: string): Promise<void> {
  const home = await mkdtemp(join(tmpdir(), "quorate-lab-gpg-"));
  const gpg = (...args: string[]) => run(["gpg", "--homedir", home, "--batch", "--yes", "--quiet", ...args]);
  try {
    await gpg("--passphrase", "", "--quick-generate-key", NAME, "ed25519", "sign", "never");
    await gpg("--clearsign", "--output", join(folder, "dists/lab/InRelease"), join(folder, "dists/lab/Release"));
    await writeFile(join(folder, "quorate-lab.asc"), (await gpg("--armor", "--export")).stdout);
  } finally {
    await run(["gpgconf", "--homedir", home, "--kill", "gpg-agent"], { check: false });
    await rm(home, { recursive: true, force: true });
  }
}
