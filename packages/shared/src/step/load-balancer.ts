import { z } from "zod";
import { fileBelow, hostName, interfaceName, ipAddress, milliseconds, pkiFile, port, secretName } from "./grammar.ts";

const none = z.strictObject({});

export const haproxy = {
  input: z.strictObject({
    configFile: fileBelow("/etc/haproxy"),
    port,
    backends: z
      .array(z.strictObject({ name: hostName, address: ipAddress, port }))
      .min(1)
      .max(64),
    /** /readyz, or /healthz for Kubernetes before 1.16; asked over TLS. */
    healthPath: z.enum(["/readyz", "/healthz"]),
    /** CA file that signs the apiservers; absent until Kubernetes has one, then certificates are verified. */
    backendCaFile: pkiFile.optional(),
    clientTimeoutMs: milliseconds,
  }),
  output: none,
};

export const keepalived = {
  input: z.strictObject({
    configFile: fileBelow("/etc/keepalived"),
    routerId: hostName,
    /** 1 to 255, one per VRRP instance on a network segment (RFC 5798, 5.2.3). */
    virtualRouterId: z.int().min(1).max(255),
    /** 1 to 254; 255 means "owns the address" (RFC 5798, 6.1). */
    priority: z.int().min(1).max(254),
    interface: interfaceName,
    address: ipAddress,
    peers: z.array(ipAddress).max(64),
    vip: ipAddress,
    prefix: z.int().min(1).max(128),
    advertIntervalMs: z.int().min(100).max(40_000),
    /** Only the first 8 characters count on the wire, in clear text: it keeps neighbours apart, it is no protection. */
    authSecret: secretName,
  }),
  output: none,
};
