import type { Enrolment } from "../report/enrolment.ts";
import type { AdminClient } from "../rpc/admin-client.ts";

export interface EnrolmentWish {
  readonly host: string;
  /** Empty for any. */
  readonly address: string;
  readonly ttlMs: number;
  /** Who asks; for the event log. */
  readonly operator: string;
}

/** Makes a join token; what comes back is for the operator's eyes and nothing else. */
export async function createEnrolment(
  client: Pick<AdminClient, "createToken">,
  { host, address, ttlMs, operator }: EnrolmentWish,
): Promise<Enrolment> {
  const made = await client.createToken({ hostName: host, address, ttlSeconds: Math.ceil(ttlMs / 1000), operator });
  const { token, caHash, enrolAddress, expiresAt } = made;
  return { host, token: token.reveal(), caHash, coordinator: enrolAddress, expiresAt };
}
