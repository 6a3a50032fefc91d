import { run } from "../lab/command.ts";

const installLimitMs = 600_000;

/** From Debian, with its collections: the playbook uses some of them. */
export async function ensureAnsible(): Promise<void> {
  const found = await run(["sh", "-c", "command -v ansible-playbook"], { check: false });
  if (found.code === 0) return;
  console.error("installing ansible");
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  await run(["apt-get", "update"], { env, timeoutMs: installLimitMs });
  await run(["apt-get", "install", "--yes", "--no-install-recommends", "ansible"], { env, timeoutMs: installLimitMs });
}
