/** What no file shows: it holds until the next boot, or for good. */
const lasting: readonly { readonly path: RegExp; readonly line: string }[] = [
  { path: /^\/etc\/sysctl\.d\//, line: "kernel parameters keep their values until the next boot" },
  { path: /^\/etc\/modules-load\.d\//, line: "loaded kernel modules stay loaded until the next boot" },
  {
    path: /^\/etc\/(?:fstab$|systemd\/zram-generator)/,
    line: "swap of /etc/fstab is used again from the next boot on, or after `swapon -a`",
  },
  {
    path: /^\/etc\/systemd\/system\/quorate-forward-policy\.service$/,
    line: "the FORWARD chain of iptables keeps its policy ACCEPT until the next boot",
  },
  { path: /^\/etc\/hostname$/, line: "the running system keeps its host name until the next boot" },
  { path: /^\/etc\/selinux\/config$/, line: "SELinux stays permissive until the next boot, or `setenforce 1`" },
  {
    path: /^\/etc\/(?:systemd\/system\.conf\.d|security\/limits\.d)\//,
    line: "running services and logins keep their limits until they start again",
  },
];

/** What paths that were put back leave behind in the running system. */
export function lastingEffects(paths: readonly string[]): readonly string[] {
  return lasting.filter(({ path }) => paths.some((each) => path.test(each))).map(({ line }) => line);
}
