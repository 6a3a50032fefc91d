import { isIP } from "node:net";
import type { Clock } from "@quorate/shared/clock";
import { AppError } from "@quorate/shared/errors";
import type { Logger } from "@quorate/shared/log";
import { type CoordinatorNames, createCoordinatorIdentity } from "../pki/coordinator-identity.ts";
import type { ConnectionLimits } from "./connection-cap.ts";
import { openControlListener } from "./control-listener.ts";
import type { CoordinatorCore } from "./coordinator-core.ts";
import { openEnrolListener } from "./enrol-listener.ts";
import { formatAddress, parseListenAddress } from "./listen-address.ts";
import type { ServerIdentity } from "./tls-door.ts";
import type { TlsListener } from "./tls-listener.ts";

export interface NetworkSettings {
  /** HOST:PORT, brackets around IPv6. */
  readonly enrolAddress: string;
  readonly controlAddress: string;
  /** Names and addresses that hosts reach this machine by, all of them in its certificate; the first is told to agents. */
  readonly advertise: readonly string[];
  readonly enrolLimits: ConnectionLimits;
  readonly controlLimits: ConnectionLimits;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** The two listeners that other machines reach. */
export interface NetworkPorts {
  readonly enrolPort: number;
  readonly controlPort: number;
  /** HOST:PORT that agents are told to enrol at. */
  readonly enrolAddress: string;
  /** What new connections are shown now. */
  identity(): ServerIdentity;
  stop(graceMs: number): Promise<void>;
}

const identityDays = 30;
const renewMs = (identityDays / 2) * 86_400_000;
const retryRenewMs = 60_000;

/** Rejects USAGE, PORT_TAKEN, UNSUPPORTED or CERTIFICATE_REFUSED; nothing is then left open. */
export async function openNetworkPorts(settings: NetworkSettings, core: CoordinatorCore): Promise<NetworkPorts> {
  const { clock, logger } = settings;
  const names = namesOf(settings.advertise);
  const reachable = (port: number): string => formatAddress({ host: settings.advertise[0] ?? "", port });
  const { identity, uri } = await newIdentity(core, names);
  const control = await openControlListener(
    { address: parseListenAddress(settings.controlAddress), identity, limits: settings.controlLimits, logger },
    { ...core, clock, logger },
  );
  const controlAddress = reachable(control.port);
  const caPem = core.fleetAuthority.certificatePem;
  const enrol = await openEnrolListener(
    { address: parseListenAddress(settings.enrolAddress), identity, limits: settings.enrolLimits, logger },
    { gate: core.gate, caPem, controlAddress, coordinatorUri: uri },
  ).catch(async (error: unknown) => {
    await control.stop(0);
    throw error;
  });
  const listeners = [control, enrol];
  let shown = identity;
  const remember = (fresh: ServerIdentity): void => {
    shown = fresh;
  };
  const renewed = [...listeners, { renew: remember }];
  const stopRenewal = keepFresh(settings, renewed, async () => (await newIdentity(core, names)).identity);
  return {
    ...{ enrolPort: enrol.port, controlPort: control.port, enrolAddress: reachable(enrol.port) },
    identity: () => shown,
    stop: async (graceMs) => {
      stopRenewal();
      await Promise.all(listeners.map((listener) => listener.stop(graceMs)));
    },
  };
}

async function newIdentity(
  { fleetAuthority }: CoordinatorCore,
  names: CoordinatorNames,
): Promise<{ identity: ServerIdentity; uri: string }> {
  const { keyPem, certificatePem, uri } = await createCoordinatorIdentity(fleetAuthority, names);
  const caPem = fleetAuthority.certificatePem;
  return { identity: { keyPem, chainPem: `${certificatePem}${caPem}`, caPem }, uri };
}

/** A daemon may outlive its certificate many times; open streams keep the one they began with. */
function keepFresh(
  { clock, logger }: NetworkSettings,
  listeners: readonly Pick<TlsListener, "renew">[],
  make: () => Promise<ServerIdentity>,
): () => void {
  const renew = async (): Promise<void> => {
    const identity = await make();
    for (const listener of listeners) listener.renew(identity);
    logger.info("server certificate renewed");
  };
  const again = (ms: number): (() => void) =>
    clock.after(ms, () => {
      renew().then(
        () => {
          cancel = again(renewMs);
        },
        (error: unknown) => {
          logger.error({ error }, "server certificate not renewed");
          cancel = again(retryRenewMs);
        },
      );
    });
  let cancel = again(renewMs);
  return () => cancel();
}

function namesOf(advertise: readonly string[]): CoordinatorNames {
  if (advertise.length === 0)
    throw new AppError("USAGE", "the coordinator was given no address that agents reach it by");
  return {
    dnsNames: advertise.filter((name) => isIP(name) === 0),
    ipAddresses: advertise.filter((name) => isIP(name) !== 0),
    days: identityDays,
  };
}
