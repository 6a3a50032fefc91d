import { createPublicKey, generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import { spkiSha256 } from "@quorate/shared/ca-hash";
import { AppError } from "@quorate/shared/errors";
import { hostId } from "@quorate/shared/ids";
import { enrolPossessionBytes } from "@quorate/shared/possession";
import type { Secret } from "@quorate/shared/secret";
import { expect, test } from "vitest";
import { makeToken } from "../../packages/coordinator/src/fleet/make-token.ts";
import { Enrolment } from "../../packages/coordinator/src/pki/enrolment.ts";
import { fakeFacts } from "../fakes/cluster.ts";
import { logWithState } from "../fakes/log-state.ts";
import { ManualClock } from "../fakes/manual-clock.ts";
import { seededRandom } from "../sim/random.ts";

// For whoever has the time: QUORATE_RACES=10000
const races = Number(process.env["QUORATE_RACES"] ?? 1_000);
const m1 = hostId("m1");
const facts = fakeFacts({ name: "m1", address: "10.0.0.1", role: "control-plane" });
const keys = [0, 1].map(() => generateKeyPairSync("rsa", { modulusLength: 2_048 }).privateKey);
const racers = keys.map((key) => {
  const publicKey = createPublicKey(key).export({ type: "spki", format: "der" });
  return { key, publicKey, name: spkiSha256(publicKey) };
});

const random = seededRandom(2_026);

/** Comes a few turns of the microtask queue later, so that each race is run in another order. */
async function late<T>(act: () => Promise<T>): Promise<T> {
  for (let turns = Math.floor(random() * 6); turns > 0; turns--) await Promise.resolve();
  return await act();
}

/** An enrolment whose certificates name nothing but their key, and whose log takes a moment for each event. */
async function race(): Promise<{ readonly won: readonly string[]; readonly refused: readonly string[] }> {
  const clock = new ManualClock();
  const { log, state } = logWithState();
  const issue = (_host: unknown, publicKeyDer: Uint8Array) => {
    return { certificatePem: spkiSha256(publicKeyDer), serial: "01", notAfter: "2030-01-01T00:00:00Z" };
  };
  const enrolment = new Enrolment({ log, state, clock, issue });
  const { token } = await makeToken({ host: m1, address: "", ttlMs: 60_000, by: "test" }, { log, clock });
  const tries = await Promise.allSettled(racers.map((racer) => late(() => enrolment.enrol(request(token, racer)))));
  const won = tries.flatMap((each) => (each.status === "fulfilled" ? [each.value.certificatePem] : []));
  const refused = tries.flatMap((each) => (each.status === "rejected" ? [AppError.from(each.reason).code] : []));
  expect(state().hosts.get(m1)?.spkiSha256).toBe(won[0]);
  expect([...state().tokens].map(({ ended }) => ended !== undefined)).toEqual([true]);
  return { won, refused };
}

function request(token: Secret<string>, { key, publicKey }: { key: KeyObject; publicKey: Buffer }) {
  const signature = sign("sha256", enrolPossessionBytes({ token: token.reveal(), hostName: "m1", publicKey }), key);
  return { token, hostName: "m1", publicKey, signature, facts, from: "10.0.0.1" };
}

test(`fault 43: of two keys that bring one token at once one wins, ${races} times of ${races}`, async () => {
  const wins = new Map(racers.map(({ name }) => [name, 0]));
  for (let n = 0; n < races; n++) {
    const { won, refused } = await race();
    expect(refused).toEqual(["TOKEN_REFUSED"]);
    for (const name of won) wins.set(name, (wins.get(name) ?? 0) + 1);
  }
  const counts = [...wins.values()];
  expect(counts.reduce((sum, count) => sum + count, 0)).toBe(races);
  expect(Math.min(...counts)).toBeGreaterThan(races / 10);
}, 600_000);
