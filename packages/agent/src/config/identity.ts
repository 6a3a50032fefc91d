import { createPrivateKey, X509Certificate } from "node:crypto";
import { readFile } from "node:fs/promises";
import { AppError } from "@quorate/shared/errors";
import { type HostId, hostId, hostNamePattern } from "@quorate/shared/ids";
import { z } from "zod";
import type { AgentPaths } from "./paths.ts";

/** host:port, with brackets around IPv6. */
export const address: z.ZodString = z
  .string()
  .max(300)
  .regex(/^(?:\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9.-]+):[0-9]{1,5}$/, "not HOST:PORT");

/** Written by enrolment, read by every start. */
export const enrolment = z.strictObject({
  host: z.string().regex(hostNamePattern),
  controlAddress: address,
  enrolAddress: address.optional(),
  /** The URI SAN that the coordinator's certificate must carry. */
  coordinatorUri: z.string().startsWith("spiffe://").max(300),
});
export type Enrolment = z.infer<typeof enrolment>;

export interface Identity {
  readonly host: HostId;
  readonly controlAddress: string;
  /** Where a certificate that expired is renewed; absent in an enrolment of an older agent. */
  readonly enrolAddress?: string;
  readonly coordinatorUri: string;
  readonly keyPem: string;
  readonly certPem: string;
  readonly caPem: string;
}

/** Who this agent is and whom it obeys; AGENT_NOT_ENROLLED when any part is missing or does not fit the others. */
export async function loadIdentity(paths: AgentPaths): Promise<Identity> {
  // One after the other, so that of several missing parts the same one is always named.
  const { host, enrolAddress, ...rest } = parseEnrolment(paths.configFile, await readPart(paths.configFile));
  const pair = parsePair(paths.identityFile, await readPart(paths.identityFile));
  const caPem = await readPart(paths.caFile);
  return { host: hostId(host), ...rest, ...(enrolAddress === undefined ? {} : { enrolAddress }), ...pair, caPem };
}

/** What the identity file holds. */
export function pairText({ keyPem, certPem }: Pick<Identity, "keyPem" | "certPem">): string {
  return `${keyPem}${certPem}`;
}

async function readPart(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    throw notEnrolled(`cannot read ${path}`, error);
  }
}

function parseEnrolment(path: string, text: string): Enrolment {
  try {
    return enrolment.parse(JSON.parse(text));
  } catch (error) {
    throw notEnrolled(`${path} is not what enrolment writes`, error);
  }
}

const pairForm =
  /^(-----BEGIN PRIVATE KEY-----\s[^-]+-----END PRIVATE KEY-----\s+)(-----BEGIN CERTIFICATE-----\s[^-]+-----END CERTIFICATE-----\s*)$/;

function parsePair(path: string, text: string): Pick<Identity, "keyPem" | "certPem"> {
  const [, keyPem = "", certPem = ""] = pairForm.exec(text) ?? [];
  try {
    if (new X509Certificate(certPem).checkPrivateKey(createPrivateKey(keyPem))) return { keyPem, certPem };
  } catch (error) {
    throw notEnrolled(`${path} holds no private key with its certificate`, error);
  }
  throw notEnrolled(`the certificate in ${path} does not belong to the key in it`);
}

function notEnrolled(message: string, cause?: unknown): AppError {
  return new AppError("AGENT_NOT_ENROLLED", message, cause === undefined ? {} : { cause });
}
