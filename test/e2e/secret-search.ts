import { canary, filesBelow, hits } from "../hostile/canaries.ts";
import type { ProcessSampler } from "../hostile/process-sampler.ts";
import type { LabHost } from "../lab/lab-host.ts";

/** Join tokens and bootstrap tokens, as they look. */
export const tokenPattern = "qrt\\.[A-Za-z0-9_-]{43}|\\b[a-z0-9]{6}\\.[a-z0-9]{16}\\b";

/** What processes showed of a coordinator's keys and secrets, and of tokens where kubeadm, kubectl or we are concerned. */
export function secretsInProcesses(sampler: ProcessSampler, stateDir: string): readonly string[] {
  const kept = filesBelow(stateDir).filter(([path]) => /\/(?:ca|secrets)\//.test(path));
  const keys = kept.filter(([, text]) => text.includes("PRIVATE KEY"));
  const stored = kept.flatMap(([path, text]) => {
    const [, value] = /"value":"([^"]+)"/.exec(text) ?? [];
    return value === undefined ? [] : [[path, value] as const];
  });
  if (keys.length === 0 || stored.length === 0) throw new Error(`${stateDir} holds nothing to look for`);
  const canaries = [...keys, ...stored].map(([path, text]) => canary(path, text));
  const shown = sampler.seen.map((text) => ["a process", text] as const);
  const ours = sampler.seen.filter((text) => /kubeadm|kubectl|quorate/.test(text));
  return [...hits(canaries, shown), ...ours.filter((text) => new RegExp(tokenPattern).test(text))];
}

/** In the host's journal and in what its agent wrote down. */
export async function linesWithTokens(host: LabHost): Promise<number> {
  const places = "journalctl --no-pager -o cat; cat /var/lib/quorate-agent/*.journal";
  const search = `(${places}) 2>/dev/null | grep -cP '${tokenPattern}' || true`;
  return Number((await host.exec(["sh", "-c", search], { timeoutMs: 60_000 })).stdout.trim());
}
