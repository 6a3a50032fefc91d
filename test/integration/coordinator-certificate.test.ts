import { X509Certificate } from "node:crypto";
import { connect } from "node:tls";
import { afterEach, expect, test } from "vitest";
import { ManualClock } from "../fakes/manual-clock.ts";
import { RealCoordinator } from "./real-coordinator.ts";

const cleanup: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const clean of cleanup.splice(0).reverse()) await clean();
});

/** What a port shows. Only looked at: the clock of this test stands in another year than the one that TLS believes in. */
async function shownAt(port: number): Promise<X509Certificate> {
  const socket = connect({ port, host: "127.0.0.1", rejectUnauthorized: false, ALPNProtocols: ["h2"] });
  socket.on("error", () => undefined);
  await new Promise((resolve) => socket.once("secureConnect", resolve));
  const shown = new X509Certificate(socket.getPeerCertificate().raw);
  socket.destroy();
  return shown;
}

/** Looks one after the other: looks that come by the clock pile up on a busy machine, and keep what they wait for from happening. */
async function changedFrom(before: string, port: number): Promise<string> {
  const limit = performance.now() + 15_000;
  while (performance.now() < limit) {
    const { serialNumber } = await shownAt(port);
    if (serialNumber !== before) return serialNumber;
  }
  throw new Error(`the certificate is still ${before}`);
}

test("a coordinator that runs for longer than its certificate lasts shows a new one on both ports in time", async () => {
  const clock = new ManualClock();
  const real = await RealCoordinator.start({ clock });
  cleanup.push(() => real.remove());
  const { enrolPort, controlPort } = real.running;
  let before = (await shownAt(enrolPort)).serialNumber;
  for (let renewal = 0; renewal < 3; renewal++) {
    await clock.advance(15 * 86_400_000);
    before = await changedFrom(before, enrolPort);
    const shown = await shownAt(controlPort);
    expect(shown.serialNumber).toBe(before);
    expect(shown.validToDate.getTime() - clock.wallMs()).toBeGreaterThan(29 * 86_400_000);
  }
});
