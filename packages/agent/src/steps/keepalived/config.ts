import { AppError } from "@quorate/shared/errors";
import type { Secret } from "@quorate/shared/secret";
import type { StepInput } from "@quorate/shared/step/contract";
import { type HaproxyTracking, haproxyCheck } from "./tracking.ts";

export type KeepalivedInput = StepInput<"keepalived.configure">;

/** The whole keepalived.conf. It holds the VRRP password, so it is a secret itself. */
export function renderKeepalivedConfig(
  input: KeepalivedInput,
  tracking: HaproxyTracking,
  password: Secret<string>,
): string {
  const version = vrrpVersion(input);
  const lines = [
    ...globalSection(input, version),
    "",
    ...trackingSection(tracking),
    "",
    "vrrp_instance quorate {",
    // All start as BACKUP: nopreempt is ignored on an instance that starts as MASTER.
    "    state BACKUP",
    "    nopreempt",
    `    interface ${input.interface}`,
    `    virtual_router_id ${input.virtualRouterId}`,
    `    priority ${input.priority}`,
    `    advert_int ${input.advertIntervalMs / 1000}`,
    ...unicastSection(input),
    ...authenticationSection(version, password),
    ...block("virtual_ipaddress", [`${input.vip}/${input.prefix} dev ${input.interface}`]),
    ...block(tracking === "process" ? "track_process" : "track_script", ["haproxy"]),
    "}",
  ];
  return `${lines.join("\n")}\n`;
}

/** Version 2 has passwords and counts whole seconds; IPv6 and shorter intervals need version 3 (RFC 5798), which has no passwords. */
function vrrpVersion(input: KeepalivedInput): 2 | 3 {
  return input.vip.includes(":") || input.advertIntervalMs % 1000 !== 0 ? 3 : 2;
}

function globalSection(input: KeepalivedInput, version: 2 | 3): string[] {
  return [
    "# managed by quorate",
    "global_defs {",
    `    router_id ${input.routerId}`,
    `    vrrp_version ${version}`,
    "    vrrp_check_unicast_src",
    "    script_user root",
    "    enable_script_security",
    "}",
  ];
}

/** Without weight: a host without haproxy is in FAULT and holds nothing. With a weight, nopreempt would keep the address where it is. */
function trackingSection(tracking: HaproxyTracking): string[] {
  if (tracking === "process") {
    return [
      "vrrp_track_process haproxy {",
      "    process haproxy",
      "    weight 0",
      "    quorum 1",
      "    # systemd brings haproxy back in less: no reason to move the address.",
      "    terminate_delay 1",
      "}",
    ];
  }
  return [
    "vrrp_script haproxy {",
    `    script "${haproxyCheck}"`,
    "    interval 1",
    "    timeout 1",
    "    fall 2",
    "    rise 2",
    "}",
  ];
}

/** Multicast is dropped by many networks, and then every host holds the address. A single host has nobody to tell. */
function unicastSection(input: KeepalivedInput): string[] {
  if (input.peers.length === 0) return [];
  return [`    unicast_src_ip ${input.address}`, ...block("unicast_peer", input.peers)];
}

function authenticationSection(version: 2 | 3, password: Secret<string>): string[] {
  if (version === 3) return [];
  return block("authentication", ["auth_type PASS", `auth_pass ${wirePassword(password)}`]);
}

/** VRRP version 2 carries 8 characters (RFC 2338, 5.3.10); what could end the word or the line in the file is refused. */
function wirePassword(password: Secret<string>): string {
  const text = password.reveal().slice(0, 8);
  if (/^[A-Za-z0-9._-]+$/.test(text)) return text;
  throw new AppError(
    "STEP_INPUT_INVALID",
    "the VRRP password is empty or has characters that keepalived.conf cannot hold",
  );
}

function block(name: string, lines: readonly string[]): string[] {
  return [`    ${name} {`, ...lines.map((line) => `        ${line}`), "    }"];
}
