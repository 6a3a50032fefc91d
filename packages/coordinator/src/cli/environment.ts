import { join } from "node:path";
import { isUtf8, type Language, languageOfVariables } from "@quorate/shared/language";
import { type GroupRole, groupRoles } from "../rpc/admin-role.ts";
import { usualSocketDirectory } from "../rpc/admin-sockets.ts";

/** All that the process environment decides. */
export interface Environment {
  /** Where a coordinator keeps its state unless --state-dir says otherwise. */
  readonly stateDir: string;
  /** False when NO_COLOR is set to anything (no-color.org) or the terminal is dumb. */
  readonly colour: boolean;
  readonly unicode: boolean;
  /** Of messages: as was asked for by name, or by the locale as setlocale(3) chooses it. */
  readonly language: Language;
  /** True: the terminal cannot draw over lines. */
  readonly dumb: boolean;
  /** QUORATE_CA_PASSPHRASE_FILE: a file, never the passphrase itself. */
  readonly passphraseFile?: string;
  /** QUORATE_ROLE: the role that commands take unless --role says otherwise. */
  readonly role?: GroupRole;
  /** Where the sockets of the roles are: QUORATE_SOCKET_DIR, or the usual place. */
  readonly socketDir: string;
  /** Where systemd puts the credentials of the service. */
  readonly credentialsDirectory?: string;
  /** Where the traces of runs go, by OpenTelemetry's own variables: OTEL_EXPORTER_OTLP_ENDPOINT and the like. Undefined: nowhere. */
  readonly traces?: TraceTarget;
}

export interface TraceTarget {
  /** As it was given, with /v1/traces where that is left out. */
  readonly url: string;
  readonly serviceName: string;
}

export interface Account {
  readonly uid: number;
  readonly home: string;
}

type Variables = Readonly<Record<string, string | undefined>>;

/** `asked`: the language of --lang. */
export function readEnvironment(variables: Variables, account: Account, asked?: Language): Environment {
  const unicode = isUtf8(variables);
  const dumb = variables["TERM"] === "dumb";
  const { QUORATE_CA_PASSPHRASE_FILE: passphraseFile, CREDENTIALS_DIRECTORY: credentialsDirectory } = variables;
  const { QUORATE_ROLE: roleText, QUORATE_SOCKET_DIR: socketDir } = variables;
  const role = groupRoles.find((each) => each === roleText);
  const traces = traceTarget(variables);
  return {
    ...(traces ? { traces } : {}),
    ...(role ? { role } : {}),
    socketDir: socketDir || usualSocketDirectory,
    ...(passphraseFile ? { passphraseFile } : {}),
    ...(credentialsDirectory ? { credentialsDirectory } : {}),
    stateDir: stateDir(variables, account),
    colour: !variables["NO_COLOR"] && !dumb,
    unicode,
    language: asked ?? languageOfVariables(variables),
    dumb,
  };
}

/** https://opentelemetry.io/docs/specs/otel/protocol/exporter/: the variable for traces is the whole address, the common one its beginning. */
function traceTarget(variables: Variables): TraceTarget | undefined {
  const { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: whole, OTEL_EXPORTER_OTLP_ENDPOINT: base } = variables;
  const { OTEL_SDK_DISABLED: disabled, OTEL_TRACES_EXPORTER: exporter, OTEL_SERVICE_NAME: service } = variables;
  if (disabled?.toLowerCase() === "true" || exporter === "none") return undefined;
  const url = whole || (base && `${base.replace(/\/+$/, "")}/v1/traces`);
  return url ? { url, serviceName: service || "quorate-coordinator" } : undefined;
}

/** /var/lib for root, the XDG base directories for everybody else. */
function stateDir(variables: Variables, { uid, home }: Account): string {
  const { QUORATE_STATE_DIR: chosen, XDG_STATE_HOME: state } = variables;
  if (chosen) return chosen;
  if (uid === 0) return "/var/lib/quorate-coordinator";
  return join(state?.startsWith("/") ? state : join(home, ".local", "state"), "quorate");
}
