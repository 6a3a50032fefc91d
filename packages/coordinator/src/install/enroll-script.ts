import { AppError } from "@quorate/shared/errors";
import type { HostId } from "@quorate/shared/ids";
import type { Secret } from "@quorate/shared/secret";

/** A package that the script fetches where it is missing. */
export interface FetchedPackage {
  /** http or https, ending in .deb or .rpm, of characters that mean nothing to a shell in single quotes. */
  readonly url: string;
  /** Hexadecimal. */
  readonly sha256: string;
}

export interface EnrollScriptWish {
  /** HOST:PORT of the enrol port, as hosts reach it. */
  readonly coordinator: string;
  /** sha256:… of the CA that hosts pin. */
  readonly caHash: string;
  /** Of the coordinator that makes it. */
  readonly version: string;
  /** Hosts that may run it; any when empty. */
  readonly hosts: readonly HostId[];
  readonly packages: readonly FetchedPackage[];
  /** In the script itself, for the one host that it is for. */
  readonly token?: Secret<string>;
}

/** Reads URL#sha256=HEX. Throws USAGE. */
export function parsePackageUrl(text: string): FetchedPackage {
  const [, url, sha256] = packageUrl.exec(text) ?? [];
  if (url !== undefined && sha256 !== undefined) return { url, sha256: sha256.toLowerCase() };
  throw new AppError("USAGE", `${JSON.stringify(text.slice(0, 200))} is no package to fetch`, {
    hint: "write http(s)://…/NAME.deb#sha256=HEX or .rpm; sha256sum FILE says the sum",
  });
}

const packageUrl = /^(https?:\/\/[A-Za-z0-9._~:/@%+[\]-]+\.(?:deb|rpm))#sha256=([0-9a-fA-F]{64})$/;

/**
 * A POSIX shell script that installs where it must, enrols and starts the agent. All that varies stands at its top, in single quotes; values
 * that could end them are refused with USAGE. Without `token` there is no secret in it.
 */
export function enrollScript({ coordinator, caHash, version, hosts, packages, token }: EnrollScriptWish): string {
  const formats = new Set(packages.map(({ url }) => url.slice(-3)));
  if (formats.size > 1) throw new AppError("USAGE", "a script installs packages of one kind: deb or rpm, not both");
  const [format = ""] = formats;
  const fetched = packages.map(({ url, sha256 }) => `${sha256} ${url}`);
  return `${head(version, token !== undefined)}
coordinator=${value(coordinator)}
ca_hash=${value(caHash)}
hosts=${value(hosts.join(" "))}
${format === "" ? "" : `packages=${value(fetched.join("\n"))}\n`}token=${value(token?.reveal() ?? "")}
${body(format)}`;
}

function value(text: string): string {
  if (!/['\\]/.test(text)) return `'${text}'`;
  throw new AppError("USAGE", `${JSON.stringify(text.slice(0, 200))} cannot stand in a script`);
}

const head = (version: string, secret: boolean): string => `#!/bin/sh
# Takes this host into the fleet of a Quorate coordinator; made by coordinator ${version}. Run it as root:
#   sh quorate-enroll.sh [--host NAME] [--token-file FILE] [--again]
${
  secret
    ? "# It holds a join token: whoever reads it first can be this host. Keep it from others, and delete it when it has run."
    : "# The join token is read from FILE or standard input; `coordinator token create NAME` makes one, good once."
}
# It may be run again: a host that is enrolled there and whose agent runs is left alone, unless --again is given.
set -eu
`;

const body = (format: string): string => `
fail() {
  echo "quorate-enroll: $1" >&2
  exit "\${2:-1}"
}
${format === "" ? bring : fetchAndInstall(format)}
main() {
  LC_ALL=C
  PATH=$PATH:/usr/sbin:/sbin
  export LC_ALL PATH
  umask 077
  host=$(uname -n)
  host=\${host%%.*}
  token_file=-
  again=
  while [ $# -gt 0 ]; do
    case $1 in
      --again) again=yes ;;
      --host | --token-file)
        [ $# -ge 2 ] || fail "$1 needs a value" 64
        if [ "$1" = --host ]; then host=$2; else token_file=$2; fi
        shift
        ;;
      *) fail "unknown option $1: --host NAME, --token-file FILE, --again" 64 ;;
    esac
    shift
  done
  case $host in
    '' | -* | *[!a-z0-9-]*) fail "\\"$host\\" cannot be the name of a host: give it with --host NAME" 64 ;;
  esac
  case " \${hosts:-$host} " in
    *" $host "*) ;;
    *) fail "this script is for $hosts, not for $host: give the name with --host NAME" 64 ;;
  esac
  [ "$(id -u)" = 0 ] || fail "root has to run it: sudo sh $0" 77
  [ -d /run/systemd/system ] || fail "systemd does not run here, and the agent needs it"

  known=/etc/quorate/agent.json
  if [ -z "$again" ] && grep -qsF "\\"host\\": \\"$host\\"" "$known" && grep -qsF "\\"enrolAddress\\": \\"$coordinator\\"" "$known" &&
    systemctl is-active --quiet quorate-agent && systemctl is-enabled --quiet quorate-agent; then
    echo "$host is enrolled and its agent runs: unchanged"
    return 0
  fi
  command -v quorate-agent >/dev/null 2>&1 || bring_agent
  # By a pipe, for arguments can be read by every user; printf is part of the shell itself.
  if [ -n "$token" ]; then
    printf '%s\\n' "$token" | enroll -
  else
    if [ "$token_file" = - ] && [ -t 0 ]; then printf 'Paste the join token of %s, then Enter and Ctrl-D: ' "$host" >&2; fi
    enroll "$token_file"
  fi
  systemctl enable quorate-agent
  systemctl restart quorate-agent || fail "quorate-agent does not start: journalctl -u quorate-agent"
  echo "$host is enrolled, and its agent runs; where the coordinator is: coordinator hosts list"
}

enroll() {
  quorate-agent enroll --coordinator "$coordinator" --ca-hash "$ca_hash" --host "$host" --token-file "$1" >/dev/null
}

# Last, so that a script that arrived in part does nothing.
main "$@"
`;

const bring = `
bring_agent() {
  fail "quorate-agent is not installed: install it first (apt-get install quorate-agent, or dnf), then run this again"
}
`;

const installers: Readonly<Record<string, readonly (readonly [string, string])[]>> = {
  deb: [
    [
      "apt-get",
      "DEBIAN_FRONTEND=noninteractive apt-get --yes --no-install-recommends -o DPkg::Lock::Timeout=120 install",
    ],
    ["dpkg", "dpkg --install"],
  ],
  rpm: [
    ["dnf", "dnf --assumeyes install"],
    ["yum", "yum --assumeyes install"],
    ["rpm", "rpm --upgrade"],
  ],
};

const fetchAndInstall = (format: string): string => {
  const ways = (installers[format] ?? []).map(
    ([program, command]) => `if command -v ${program} >/dev/null 2>&1; then
    ${command} "$folder"/*.${format}`,
  );
  return `
bring_agent() {
  folder=$(mktemp -d)
  trap 'rm -rf "$folder"' EXIT
  number=0
  echo "$packages" | while read -r sum url; do
    number=$((number + 1))
    file=$folder/$number.${format}
    if command -v curl >/dev/null 2>&1; then
      curl --fail --silent --show-error --location --output "$file" "$url"
    else
      wget --quiet --output-document="$file" "$url"
    fi || fail "cannot fetch $url"
    echo "$sum  $file" | sha256sum --check --status - || fail "$url is not what it should be: its sha256 is another"
  done
  ${ways.join("\n  el")}
  else
    fail "this host has nothing that installs a ${format} package"
  fi
}
`;
};
