import { createPublicKey, type KeyObject, sign } from "node:crypto";
import { dirname } from "node:path";
import { caHash, isCaHash } from "@quorate/shared/ca-hash";
import { AppError } from "@quorate/shared/errors";
import type { HostFacts } from "@quorate/shared/facts";
import { enrolPossessionBytes } from "@quorate/shared/possession";
import type { Secret } from "@quorate/shared/secret";
import { encodeFacts } from "@quorate/shared/wire/codec-agent-message";
import type { EnrolResponse__Output } from "@quorate/shared/wire/generated/quorate/v1/EnrolResponse";
import { enrolment, pairText } from "../config/identity.ts";
import type { AgentPaths } from "../config/paths.ts";
import type { HostFiles } from "../host/host.ts";
import { journalPath } from "../runner/journal.ts";
import { ensureEnrolKey, keyText } from "./agent-key.ts";
import { callEnrol } from "./enrol-call.ts";
import { checkGivenCertificate, distrust } from "./given-certificate.ts";
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
  const key = await ensureEnrolKey(files, paths.enrolKeyFile, order.token);
  const publicKey = createPublicKey(key).export({ type: "spki", format: "der" });
  const token = order.token.reveal();
  const signature = sign("sha256", enrolPossessionBytes({ token, hostName: facts.host, publicKey }), key);
  const request = { token, hostName: facts.host, publicKey, signature, factsJson: encodeFacts(facts) };
  const { response, coordinatorNames } = await callEnrol(order.coordinator, caPem, request);
  checkAnswer(response, order.caHash, key, coordinatorNames);
  const { controlAddress, coordinatorUri } = response;
  const enrolAddress = order.coordinator;
  const known = enrolment.safeParse({ host: facts.host, controlAddress, enrolAddress, coordinatorUri });
  if (!known.success) throw distrust("its address or name is malformed", known.error);
  await forgetOtherFleet(files, paths, order.caHash);
  await files.makeDirectory(dirname(paths.identityFile), { mode: 0o700 });
  await files.write(paths.caFile, response.caPem, { mode: 0o600 });
  const pair = pairText({ keyPem: keyText(key), certPem: response.certificatePem });
  await files.write(paths.identityFile, pair, { mode: 0o600 });
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
  const { certificatePem, caPem } = response;
  checkGivenCertificate({ certificatePem, caPem, key });
  if (caHash(caPem) !== pinned) throw distrust("its CA is not the pinned one");
  if (!coordinatorNames.includes(`URI:${response.coordinatorUri}`)) {
    throw distrust(`the coordinator calls itself ${response.coordinatorUri}, and its certificate does not`);
  }
}
