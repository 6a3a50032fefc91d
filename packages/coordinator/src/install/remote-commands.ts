// What runs on a host. Each is a fixed text: what differs between hosts goes in by standard input, and secrets that way only.

export type PackageFormat = "deb" | "rpm";
export type PackageManager = "apt-get" | "dnf" | "yum" | "dpkg" | "rpm";
export type PackageSlot = "agent" | "runtime";

/** Whether ssh's user is root, or becomes it by sudo without being asked. */
export type Root = "self" | "sudo";

/** For POSIX shells, and others that root may have: all take a text in single quotes as it is. */
const quoted = (script: string): string => `'${script.replaceAll("'", "'\\''")}'`;
const asUser = (script: string): string => `exec /bin/sh -c ${quoted(script)}`;
const asRoot = (root: Root, script: string): string =>
  root === "self" ? asUser(script) : `exec sudo -n /bin/sh -c ${quoted(script)}`;

const plainWorld = `LC_ALL=C
PATH=$PATH:/usr/sbin:/sbin
export LC_ALL PATH
umask 077`;

/** Prints lines of a word and a value; what it cannot know it leaves out. Changes nothing. */
export const surveyCommand: string = asUser(`${plainWorld}
say() { if [ -n "$2" ]; then printf "%s %s\\n" "$1" "$2"; fi; }
say kernel "$(uname -s)"
say machine "$(uname -m)"
say glibc "$(getconf GNU_LIBC_VERSION 2>/dev/null)"
say os "$(. /etc/os-release 2>/dev/null && printf "%s" "$ID $ID_LIKE")"
say title "$(. /etc/os-release 2>/dev/null && printf "%s" "$PRETTY_NAME")"
for program in apt-get dnf yum dpkg rpm; do
  if command -v "$program" >/dev/null 2>&1; then say has "$program"; fi
done
if [ -d /run/systemd/system ]; then say systemd runs; fi
for name in agent runtime; do
  say "deb-$name" "$(dpkg-query -W -f="\\\${Status} \\\${Version}" "quorate-$name" 2>/dev/null)"
  if found=$(rpm -q --qf "%{VERSION}-%{RELEASE}\\n" "quorate-$name" 2>/dev/null); then say "rpm-$name" "$found"; fi
done
say active "$(systemctl is-active quorate-agent 2>/dev/null)"
say enabled "$(systemctl is-enabled quorate-agent 2>/dev/null)"
as=
if [ "$(id -u)" = 0 ]; then
  say root self
elif why=$(sudo -n /bin/sh -c : 2>&1); then
  say root sudo
  as="sudo -n"
else
  say no-root "$(printf "%s" "$why" | tail -n 1)"
fi
say enrolment "$($as cat /etc/quorate/agent.json 2>/dev/null | tr -d "\\n")"
say ca "$($as cat /etc/quorate/agent/ca.pem 2>/dev/null | tr -d "\\r" | tr "\\n" "|")"
exit 0`);

/** Where packages lie on the host until they are installed; for root alone, and gone afterwards. */
const folder = "/var/lib/quorate-install";

/** Takes a package by standard input. The first one finds an empty folder. */
export function uploadCommand(root: Root, slot: PackageSlot, format: PackageFormat, first: boolean): string {
  const begin = first ? `rm -rf ${folder}\nmkdir -m 700 ${folder} || exit 1\n` : "";
  // What is there in part must not keep a full disk full.
  return asRoot(
    root,
    `${plainWorld}
${begin}if ! cat >${folder}/${slot}.${format}; then
  rm -rf ${folder}
  exit 1
fi`,
  );
}

/** Both dnf and yum end with 200 when somebody else is at work and exit_on_lock is set. Of a repository that is away nothing may be needed. */
const rpmOptions = "--assumeyes --setopt=exit_on_lock=1 --setopt=\\*.skip_if_unavailable=1";
/** dnf of old waits for ever, yum not at all; two minutes are given to each. */
const patiently = (command: string): string => `tries=0
while ${command} >log 2>&1; code=$?; [ "$code" = 200 ] && [ "$tries" -lt 24 ]; do
  tries=$((tries + 1))
  sleep 5
done`;
const once = (command: string): string => `${command} >log 2>&1\ncode=$?`;

const installers: Readonly<Record<PackageManager, string>> = {
  "apt-get": once(
    // What a full disk left half installed is mended, and nothing is taken away for it.
    "DEBIAN_FRONTEND=noninteractive apt-get --yes --no-install-recommends --fix-broken --no-remove -o DPkg::Lock::Timeout=120 -o Dpkg::Options::=--force-confold install ./*.deb",
  ),
  dpkg: once("DEBIAN_FRONTEND=noninteractive dpkg --force-confold --install ./*.deb"),
  dnf: patiently(`dnf ${rpmOptions} install ./*.rpm`),
  yum: patiently(`yum ${rpmOptions} install ./*.rpm`),
  rpm: once("rpm --upgrade ./*.rpm"),
};

/**
 * Installs what was uploaded and prints the last lines of what the package manager says. That goes through a file: a package manager
 * whose reader is gone would die in the middle of its work.
 */
export function installCommand(root: Root, manager: PackageManager): string {
  return asRoot(
    root,
    `${plainWorld}
cd ${folder} || exit 1
${installers[manager]}
tail -n 40 log
cd /
rm -rf ${folder}
exit "$code"`,
  );
}

/** How `enrolCommand` says that the host is enrolled, and its unit does not start. */
export const notStarted = 100;
const startUnit = `systemctl enable quorate-agent && systemctl restart quorate-agent || exit ${notStarted}`;

/** Takes four lines by standard input: the coordinator's enrol address, its CA's hash, the host's name, the join token. */
export function enrolCommand(root: Root): string {
  return asRoot(
    root,
    `${plainWorld}
IFS= read -r coordinator && IFS= read -r hash && IFS= read -r name || exit 1
quorate-agent enroll --coordinator "$coordinator" --ca-hash "$hash" --host "$name" --token-file - || exit
${startUnit}`,
  );
}

export function startCommand(root: Root): string {
  return asRoot(root, `${plainWorld}\n${startUnit}`);
}

/** The last that the agent said. */
export function journalCommand(root: Root): string {
  return asRoot(root, `${plainWorld}\njournalctl --unit=quorate-agent --lines=8 --output=cat --no-pager`);
}
