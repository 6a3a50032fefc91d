import { X509Certificate } from "node:crypto";
import { connect } from "node:tls";
import { afterEach, expect, test } from "vitest";
import { ManualClock, until } from "../fakes/manual-clock.ts";
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

test("a coordinator that runs for longer than its certificate lasts shows a new one on both ports in time", async () => {
  const clock = new ManualClock();
  const real = await RealCoordinator.start({ clock });
  cleanup.push(() => real.remove());
  const { enrolPort, controlPort } = real.running;
  let before = (await shownAt(enrolPort)).serialNumber;
  for (let renewal = 0; renewal < 3; renewal++) {
    await clock.advance(15 * 86_400_000);
    let now = before;
    const look = setInterval(() => {
      void shownAt(enrolPort).then((shown) => {
        now = shown.serialNumber;
      });
    }, 20);
    await until("another certificate", () => now !== before);
    clearInterval(look);
    before = now;
    const shown = await shownAt(controlPort);
    expect(shown.serialNumber).toBe(now);
    expect(shown.validToDate.getTime() - clock.wallMs()).toBeGreaterThan(29 * 86_400_000);
  }
});
