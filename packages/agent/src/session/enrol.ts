import { createPublicKey, type KeyObject, sign, X509Certificate } from "node:crypto";
import { dirname } from "node:path";
import { caHash, isCaHash } from "@quorate/shared/ca-hash";
import { AppError } from "@quorate/shared/errors";
import type { HostFacts } from "@quorate/shared/facts";
import { enrolPossessionBytes } from "@quorate/shared/possession";
import type { Secret } from "@quorate/shared/secret";
import { encodeFacts } from "@quorate/shared/wire/codec-agent-message";
import type { EnrolResponse__Output } from "@quorate/shared/wire/generated/quorate/v1/EnrolResponse";
import { enrolment } from "../config/identity.ts";
import type { AgentPaths } from "../config/paths.ts";
import type { HostFiles } from "../host/host.ts";
import { journalPath } from "../runner/journal.ts";
import { ensureAgentKey } from "./agent-key.ts";
import { callEnrol } from "./enrol-call.ts";
import { fetchPinnedCa, parseAddress } from "./pinned-ca.ts";

export interface EnrolOrder {
  /** HOST:PORT of the enrol listener. */
  readonly coordinator: string;
  readonly token: Secret<string>;
  /** sha256:HEX, from whoever made the token. */
  readonly caHash: string;
  readonly facts: HostFacts;
  readonly paths: AgentPaths;
  readonly files: HostFiles;
}

/**
 * Trades the token for a certificate and writes down who this agent is. May be repeated with the same token: the key stays
 * the same, so the coordinator gives the same certificate.
 */
export async function enroll(order: EnrolOrder): Promise<{ readonly controlAddress: string }> {
  const { facts, files, paths } = order;
  const address = parseAddress(order.coordinator);
  if (!isCaHash(order.caHash)) {
    throw new AppError("USAGE", `--ca-hash is not sha256: and 64 hexadecimal digits: ${order.caHash.slice(0, 80)}`);
  }
  const caPem = await fetchPinnedCa(address, order.caHash);
  const key = await ensureAgentKey(files, paths.keyFile);
  const publicKey = createPublicKey(key).export({ type: "spki", format: "der" });
  const token = order.token.reveal();
  const signature = sign("sha256", enrolPossessionBytes({ token, hostName: facts.host, publicKey }), key);
  const request = { token, hostName: facts.host, publicKey, signature, factsJson: encodeFacts(facts) };
  const { response, coordinatorNames } = await callEnrol(order.coordinator, caPem, request);
  checkAnswer(response, order.caHash, key, coordinatorNames);
  const { controlAddress, coordinatorUri } = response;
  const known = enrolment.safeParse({ host: facts.host, controlAddress, coordinatorUri });
  if (!known.success) throw distrust("its address or name is malformed", known.error);
  await forgetOtherFleet(files, paths, order.caHash);
  await files.makeDirectory(dirname(paths.certFile), { mode: 0o700 });
  await files.write(paths.caFile, response.caPem, { mode: 0o600 });
  await files.write(paths.certFile, response.certificatePem, { mode: 0o600 });
  // Last: with it the enrolment counts as done.
  await files.write(paths.configFile, `${JSON.stringify(known.data, null, 2)}\n`, { mode: 0o600 });
  return { controlAddress };
}

/** Another CA is another fleet, whose epochs count from 1 again: what was promised to the former one must not bind this host. */
async function forgetOtherFleet(files: HostFiles, paths: AgentPaths, pinned: string): Promise<void> {
  const former = await files.read(paths.caFile);
  const journal = journalPath(paths.stateDir);
  if (former === undefined || caHash(former) === pinned || !(await files.status(journal))) return;
  await files.move(journal, `${journal}.${new Date().toISOString().replaceAll(":", "")}`);
}

/** What is written to disk decides whom this host obeys from now on, so nothing of it is taken on trust. */
function checkAnswer(
  response: EnrolResponse__Output,
  pinned: string,
  key: KeyObject,
  coordinatorNames: readonly string[],
): void {
  const ca = readCertificate(response.caPem, "CA");
  const certificate = readCertificate(response.certificatePem, "agent");
  if (caHash(ca) !== pinned) throw distrust("its CA is not the pinned one");
  if (!certificate.checkIssued(ca) || !certificate.verify(ca.publicKey)) throw distrust("its CA did not sign it");
  if (!certificate.checkPrivateKey(key)) throw distrust("it belongs to another key");
  if (!coordinatorNames.includes(`URI:${response.coordinatorUri}`)) {
    throw distrust(`the coordinator calls itself ${response.coordinatorUri}, and its certificate does not`);
  }
}

function readCertificate(pem: string, whose: string): X509Certificate {
  try {
    return new X509Certificate(pem);
  } catch (error) {
    throw distrust(`the ${whose} certificate cannot be read`, error);
  }
}

function distrust(why: string, cause?: unknown): AppError {
  return new AppError("CERTIFICATE_INVALID", `the certificate that the coordinator gave is not usable: ${why}`, {
    ...(cause === undefined ? {} : { cause }),
  });
}
