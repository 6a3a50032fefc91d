import { createPublicKey, generateKeyPair, type KeyObject, sign, type X509Certificate } from "node:crypto";
import { promisify } from "node:util";
import { AppError } from "@quorate/shared/errors";
import type { CertificateItem } from "@quorate/shared/step/certificates";
import type { IssuedCertificate, StepContext } from "../handler.ts";
import { chainProblems, parseCertificate, planProblems } from "./judge.ts";
import { keyAccess, type PairOnHost } from "./pair-files.ts";

const makeKeyPair = promisify(generateKeyPair);

/**
 * Brings one pair onto the host. A key that is there is kept, so that renewing replaces one file and no moment has a key and a
 * certificate that do not belong together. A new key is written before its certificate is asked for: after a crash it is
 * used, not made again. Rejects CERTIFICATE_INVALID when what comes back is not what the plan wants; nothing is replaced then.
 */
export async function issuePair(ctx: StepContext, item: CertificateItem, pair: PairOnHost): Promise<X509Certificate> {
  const { files } = ctx.host;
  const key = pair.key ?? (await newKey(ctx, item));
  const publicKey = createPublicKey(key);
  const issued = await ctx.requestCertificate({
    role: item.role,
    publicKey: publicKey.export({ type: "spki", format: "der" }),
    sign: (data) => sign("sha256", data, key),
  });
  const certificate = verifyIssued(item, issued, key, ctx.clock.wallMs());
  // The CA first: a certificate of a new CA is of no use beside the old one.
  await files.write(item.caFile, issued.caPem);
  await files.write(item.certFile, issued.certificatePem);
  return certificate;
}

async function newKey(ctx: StepContext, item: CertificateItem): Promise<KeyObject> {
  const { privateKey } = await makeKeyPair("rsa", { modulusLength: 2048, publicExponent: 65_537 });
  const pem = privateKey.export({ type: "pkcs8", format: "pem" });
  const { path, mode, owner } = keyAccess(item);
  await ctx.host.files.write(path, pem.toString(), { mode, owner });
  return privateKey;
}

function verifyIssued(
  item: CertificateItem,
  issued: IssuedCertificate,
  key: KeyObject,
  nowMs: number,
): X509Certificate {
  const certificate = parseCertificate(issued.certificatePem);
  const ca = parseCertificate(issued.caPem);
  if (!certificate || !ca) {
    throw new AppError("CERTIFICATE_INVALID", `what came for ${item.role} is no certificate`);
  }
  const problems = [
    ...(certificate.checkPrivateKey(key) ? [] : ["is for another key"]),
    ...chainProblems(certificate, ca, nowMs),
    ...planProblems(certificate, item),
  ];
  if (problems.length === 0) return certificate;
  throw new AppError("CERTIFICATE_INVALID", `the certificate that came for ${item.role} ${problems.join(", and ")}`, {
    evidence: problems,
  });
}
