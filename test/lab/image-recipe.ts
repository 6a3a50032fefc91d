export const SUITE = "bookworm";

export interface ImageFile {
  readonly text: string;
  readonly mode: number;
}

export interface ImageRecipe {
  readonly suite: string;
  readonly architecture: string;
  readonly packages: readonly string[];
  readonly dpkgOptions: readonly string[];
  readonly enable: readonly string[];
  readonly disable: readonly string[];
  readonly mask: readonly string[];
  readonly remove: readonly string[];
  readonly empty: readonly string[];
  readonly files: Readonly<Record<string, ImageFile>>;
  /** Files of packages yet to come that the image moves aside for a wrapper of its own. */
  readonly divert: Readonly<Record<string, string>>;
}

// A plain server as an installer leaves it, and nothing that the product installs.
// Python is there for the sake of the benchmarks against Ansible.
const packages = [
  ...["systemd", "systemd-sysv", "dbus", "apt", "ca-certificates", "procps", "iproute2", "iputils-ping", "kmod"],
  ...["openssh-server", "python3", "python3-apt", "netbase", "less"],
];

// Units that do nothing in a container but fail, wait, or touch the machine that all hosts share.
const mask = [
  ...["apt-daily.timer", "apt-daily-upgrade.timer", "dpkg-db-backup.timer", "e2scrub_all.timer", "fstrim.timer"],
  ...["e2scrub_reap.service", "getty.target", "console-getty.service", "systemd-remount-fs.service"],
  ...["systemd-modules-load.service", "modprobe@.service", "dev-hugepages.mount", "dev-mqueue.mount"],
  ...["sys-kernel-debug.mount", "sys-kernel-tracing.mount", "sys-fs-fuse-connections.mount"],
  ...["systemd-journald-audit.socket", "proc-sys-fs-binfmt_misc.automount"],
];

// systemd-nspawn mounts both read-only; docker, kubelet and the sysctl steps write there.
const writableUnit = `[Unit]
Description=Make /proc/sys and the cgroup controllers writable
DefaultDependencies=no
Before=sysinit.target systemd-sysctl.service

[Service]
Type=oneshot
RemainAfterExit=yes
ExecStart=/usr/local/lib/lab/make-writable
`;

const makeWritable = `#!/bin/sh
controllers=/sys/fs/cgroup/*
if [ -e /sys/fs/cgroup/cgroup.controllers ]; then controllers=/sys/fs/cgroup; fi
for mount in /proc/sys $controllers; do
  if mountpoint -q "$mount"; then mount -o remount,bind,rw "$mount"; fi
done
`;

// For machines that withhold CAP_SYS_RESOURCE, where the real runc can start no pod sandbox.
const runcWrapper = `#!/bin/sh
if [ ! -x /usr/sbin/runc.real ]; then echo "runc: not installed" >&2; exit 127; fi
soften() {
  if [ -f "$1" ]; then
    sed -i -e 's/"oomScoreAdj":-[0-9]*/"oomScoreAdj":0/' -e 's/"CAP_SYS_RESOURCE",//g' -e 's/,"CAP_SYS_RESOURCE"//g' "$1"
  fi
}
previous=
for argument in "$@"; do
  case $previous in
    --bundle | -b) soften "$argument/config.json" ;;
    --process | -p) soften "$argument" ;;
  esac
  case $argument in
    --bundle=*) soften "\${argument#--bundle=}/config.json" ;;
    --process=*) soften "\${argument#--process=}" ;;
  esac
  previous=$argument
done
exec /usr/sbin/runc.real "$@"
`;

const files: Readonly<Record<string, ImageFile>> = {
  "etc/hosts": { text: "127.0.0.1 localhost\n::1 localhost ip6-localhost ip6-loopback\n", mode: 0o644 },
  // Empty, so that look-ups fail at once instead of waiting for a name server that cannot be reached.
  "etc/resolv.conf": { text: "", mode: 0o644 },
  "etc/apt/sources.list": { text: "", mode: 0o644 },
  "etc/fstab": { text: "", mode: 0o644 },
  // These would set kernel.* and fs.* values of the machine itself.
  "etc/sysctl.d/50-pid-max.conf": { text: "", mode: 0o644 },
  "etc/sysctl.d/99-protect-links.conf": { text: "", mode: 0o644 },
  // /dev/kmsg is the machine's own, shared by all hosts; their journals need not repeat it.
  "etc/systemd/journald.conf.d/lab.conf": { text: "[Journal]\nReadKMsg=no\nAudit=no\n", mode: 0o644 },
  "etc/systemd/system/lab-writable.service": { text: writableUnit, mode: 0o644 },
  "usr/local/lib/lab/make-writable": { text: makeWritable, mode: 0o755 },
};

export function imageRecipe(machine: { architecture: string; holdsSysResource: boolean }): ImageRecipe {
  const wrapper = { "usr/sbin/runc": { text: runcWrapper, mode: 0o755 } };
  return {
    suite: SUITE,
    architecture: machine.architecture,
    packages,
    dpkgOptions: ["path-exclude=/usr/share/man/*", "path-exclude=/usr/share/locale/*", "force-unsafe-io"],
    enable: ["systemd-networkd.service", "systemd-networkd-wait-online.service"],
    disable: ["ssh.service"],
    mask,
    remove: ["etc/hostname", "etc/machine-id", "var/lib/dbus/machine-id"],
    empty: ["etc/apt/sources.list.d", "var/lib/apt/lists"],
    files: machine.holdsSysResource ? files : { ...files, ...wrapper },
    divert: machine.holdsSysResource ? {} : { "/usr/sbin/runc": "/usr/sbin/runc.real" },
  };
}
