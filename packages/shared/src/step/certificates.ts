import { z } from "zod";
import { hostName, ipAddress, pkiFile, subjectName, userName } from "./grammar.ts";

/** Which CA signs: one per purpose, so that no certificate of one role passes for another. */
export const authority = z.enum(["etcd-peer", "etcd-client"]);
export type Authority = z.infer<typeof authority>;

export const certificateItem = z.strictObject({
  /** Names the certificate inside its step; the request on the wire carries only this name and the key. */
  role: z.string().regex(/^[a-z][a-z0-9-]{1,40}$/),
  authority,
  commonName: subjectName,
  organization: subjectName.optional(),
  dnsNames: z.array(hostName).max(64),
  ipAddresses: z.array(ipAddress).max(64),
  usages: z.array(z.enum(["server", "client"])).min(1),
  days: z.int().min(1).max(3650),
  keyFile: pkiFile,
  certFile: pkiFile,
  caFile: pkiFile,
  /** Owner of the key file; the directory and the key are closed to everybody else. */
  owner: userName,
});
export type CertificateItem = z.infer<typeof certificateItem>;

/** Keys are made on the host and never leave it; certificates come from the coordinator, shaped by the plan. */
export const certificates = {
  input: z.strictObject({ items: z.array(certificateItem).min(1).max(16) }),
  output: z.strictObject({
    issued: z.array(
      z.strictObject({ role: z.string(), serial: z.string(), notAfter: z.string(), spkiSha256: z.string() }),
    ),
  }),
};
