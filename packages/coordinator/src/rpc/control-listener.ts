import { AppError } from "@quorate/shared/errors";
import type { Logger } from "@quorate/shared/log";
import { controlServerOptions } from "@quorate/shared/wire/channel-options";
import type { ControlServiceHandlers } from "@quorate/shared/wire/generated/quorate/v1/ControlService";
import { wire } from "@quorate/shared/wire/load";
import { toStatus } from "@quorate/shared/wire/status";
import { type AgentIdentity, agentIdentity } from "../fleet/agent-identity.ts";
import type { CertificateAuthority } from "../pki/certificate-authority.ts";
import { type BundlePorts, bundleServer, type FetchCall } from "./bundle-server.ts";
import { type ConnectCall, ControlCall, type ControlCallPorts } from "./control-call.ts";
import { openTlsListener, type TlsListener, type TlsListenerSettings } from "./tls-listener.ts";

export interface ControlPorts extends Omit<ControlCallPorts, "dropConnection">, BundlePorts {
  readonly fleetAuthority: CertificateAuthority;
}

/** Mutual TLS; a peer whose certificate the fleet CA did not issue for a client never reaches this code. */
export function openControlListener(
  settings: Omit<TlsListenerSettings, "name" | "clientCertificate">,
  ports: ControlPorts,
): Promise<TlsListener> {
  return openTlsListener(
    { ...settings, name: "control", clientCertificate: "required" },
    wire().ControlService.service,
    (listener) => controlHandlers({ ...ports, dropConnection: (peer) => listener.drop(peer) }, ports),
    controlServerOptions,
  );
}

function controlHandlers(callPorts: ControlCallPorts, ports: ControlPorts): ControlServiceHandlers {
  const { fleetAuthority, refusal } = ports;
  const serveFile = bundleServer(ports);
  const identify = (call: Pick<ConnectCall, "getAuthContext">): AgentIdentity => {
    const identity = agentIdentity(call.getAuthContext(), fleetAuthority);
    const refused = refusal(identity);
    if (refused) throw refused;
    return identity;
  };
  return {
    Connect: (call) => {
      try {
        new ControlCall(call, identify(call), callPorts);
      } catch (error) {
        refuse(call, error, callPorts.logger);
        // Without a reader the messages of the refused peer would pile up.
        call.resume();
      }
    },
    FetchFile: (call) => {
      try {
        void serveFile(call, identify(call));
      } catch (error) {
        refuse(call, error, callPorts.logger);
      }
    },
  };
}

function refuse(call: ConnectCall | FetchCall, error: unknown, logger: Logger): void {
  const { code, message } = AppError.from(error);
  logger.warn({ code, problem: message, from: call.getPeer() }, "call refused");
  call.emit("error", toStatus(error));
}
