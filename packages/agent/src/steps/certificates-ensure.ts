import { createHash, type X509Certificate } from "node:crypto";
import type { CertificateItem } from "@quorate/shared/step/certificates";
import type { StepOutput } from "@quorate/shared/step/contract";
import type { Drift } from "@quorate/shared/step/outcome";
import { issuePair } from "./certificates/issue.ts";
import { accessProblems, directoryAccess, keyAccess, pairProblems, readPairOnHost } from "./certificates/pair-files.ts";
import type { ApplyHandler, StepContext } from "./handler.ts";
import { accessDrift } from "./managed-file.ts";

type Issued = StepOutput<"certificates.ensure">["issued"][number];

export const certificatesEnsure: ApplyHandler<"certificates.ensure"> = {
  type: "apply",

  async probe({ items }, ctx) {
    const pairs = await Promise.all(items.map((item) => pairDrift(ctx, item)));
    return [...pairs.flat(), ...(await accessProblems(ctx.host.files, items))];
  },

  /** All that is missing is made at once: a key takes a good tenth of a second of one core. */
  async apply({ items }, ctx) {
    const { files } = ctx.host;
    for (const { path, mode, owner } of directoryAccess(items)) await files.makeDirectory(path, { mode, owner });
    // Settled, so that no pair is still being written when the step has failed.
    const results = await Promise.allSettled(items.map((item) => ensurePair(ctx, item)));
    const failed = results.find((result) => result.status === "rejected");
    if (failed) throw failed.reason;
    return { issued: results.flatMap((result) => (result.status === "fulfilled" ? [result.value] : [])) };
  },
};

async function pairDrift(ctx: StepContext, item: CertificateItem): Promise<readonly Drift[]> {
  const problems = pairProblems(await readPairOnHost(ctx.host.files, item), item, ctx.clock.wallMs());
  return problems.map((problem) => ({ what: `certificate ${item.role}`, have: problem, want: "as planned" }));
}

async function ensurePair(ctx: StepContext, item: CertificateItem): Promise<Issued> {
  const pair = await readPairOnHost(ctx.host.files, item);
  const good = pairProblems(pair, item, ctx.clock.wallMs()).length === 0 ? pair.certificate : undefined;
  const certificate = good ?? (await issuePair(ctx, item, pair));
  await closeKey(ctx, item);
  if (!good) ctx.output(`certificate ${item.role} issued, valid until ${certificate.validToDate.toISOString()}`);
  return describe(item.role, certificate);
}

/** A kept key may have been open to others. */
async function closeKey({ host: { files } }: StepContext, item: CertificateItem): Promise<void> {
  const access = keyAccess(item);
  if ((await accessDrift(files, access)).length === 0) return;
  const { path, mode, owner } = access;
  const text = await files.read(path);
  if (text !== undefined) await files.write(path, text, { mode, owner });
}

function describe(role: string, certificate: X509Certificate): Issued {
  const spki = certificate.publicKey.export({ type: "spki", format: "der" });
  return {
    role,
    serial: certificate.serialNumber.toLowerCase(),
    notAfter: certificate.validToDate.toISOString(),
    spkiSha256: createHash("sha256").update(spki).digest("hex"),
  };
}
