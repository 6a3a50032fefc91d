import type { X509Certificate } from "node:crypto";

/** DER of id-ce-keyUsage, 2.5.29.15 (RFC 5280, 4.2.1.3). */
const keyUsageOid = Buffer.from([0x06, 0x03, 0x55, 0x1d, 0x0f]);
/** DER of TRUE, which is there when the extension is critical. */
const criticalFlag = Buffer.from([0x01, 0x01, 0xff]);

/** May its key sign; undefined when the certificate does not say what it is for. Node tells the extended usages only. */
export function maySign({ raw }: Pick<X509Certificate, "raw">): boolean | undefined {
  const at = raw.indexOf(keyUsageOid);
  if (at < 0) return undefined;
  const after = at + keyUsageOid.length;
  const critical = raw.subarray(after, after + criticalFlag.length).equals(criticalFlag);
  // OCTET STRING and BIT STRING, each a tag and a length, then the count of unused bits, then the bits; the first is digitalSignature.
  const bits = raw[after + (critical ? criticalFlag.length : 0) + 5];
  return bits === undefined ? undefined : (bits & 0x80) !== 0;
}
