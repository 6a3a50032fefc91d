import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Seen, SeenFile } from "../../packages/agent/src/steps/audit/seen.ts";

const folder = join(import.meta.dirname, "post");
const scripts = ["base.sh", "haproxy.sh", "keepalived.sh", "etcd.sh", "kubeadm.sh"] as const;

/** A file of the folder beside this: the post's scripts, and what they print and make. */
export function postFile(name: string): string {
  return readFileSync(join(folder, name), "utf8");
}

/** What a script writes with a heredoc into a file, before the shell replaces anything in it. */
function writtenBy(script: string): readonly (readonly [path: string, text: string])[] {
  const heredocs = postFile(script).matchAll(/^cat [<>]{1,2} ?(\S+) <<\s?EOF\n([\s\S]*?\n)EOF$/gm);
  return [...heredocs].map(([, path = "", text = ""]) => [path.startsWith("/") ? path : `/root/${path}`, text]);
}

/** netstat found nothing, or is not there: its output and the variable were replaced while the script was written. */
const asTheShellWroteIt = (text: string): string => text.replace(/\$\(netstat[^)]*\)/, "").replace("$ID", "");

const file = (text: string, mode = 0o644): SeenFile => ({ kind: "file", text, mode });
const directory = (mode = 0o755): SeenFile => ({ kind: "directory", mode });

const hostsOfTheInstaller = "127.0.0.1 localhost\n::1 localhost\n";

function filesOfThePost(): Map<string, SeenFile> {
  const written = scripts.flatMap(writtenBy);
  const files = new Map(written.map(([path, text]) => [path, file(asTheShellWroteIt(text))]));
  const text = (path: string): string => files.get(path)?.text ?? "";
  const twice = (path: string): string => text(path) + text(path);
  const nameOfEveryHost = postFile("flannel.sh").match(/^\d.*$/m)?.[0] ?? "";
  return new Map([
    ...files,
    ["/etc/hosts", file(`${hostsOfTheInstaller}${twice("/etc/hosts")}${nameOfEveryHost}\n`)],
    ["/etc/sysctl.d/k8s.conf", file(twice("/etc/sysctl.d/k8s.conf"))],
    ["/etc/fstab", file("/dev/vda1 / xfs defaults 0 0\n/dev/mapper/centos-swap swap swap defaults 0 0\n")],
    ["/etc/selinux/config", file("# enforcing, permissive or disabled\nSELINUX=disabled\nSELINUXTYPE=targeted\n")],
    ["/etc/sysconfig/kubelet", file("KUBELET_EXTRA_ARGS=--fail-swap-on=false--fail-swap-on=false\n")],
    ["/etc/keepalived", directory()],
    ["/etc/keepalived/chk_haproxy.sh", file(text("/etc/keepalived/chk_haproxy.sh"), 0o777)],
    ["/home/ssl/ca.crt", file(postFile("ca.crt"))],
    ["/home/ssl/ca.key", file("-----BEGIN PRIVATE KEY-----\n", 0o644)],
    ["/home/ssl/etcd.crt", file(postFile("etcd.crt"))],
    ["/etc/etcd/etcd.conf", file(text("/etc/etcd/etcd.conf").replace("k8s-master91=", "k8s-master90="))],
    ["/var/lib/etcd", directory()],
    ["/var/lib/etcd/member", directory(0o700)],
    ["/root/kubeadm-init.log", file(postFile("kubeadm-init.log"))],
  ]);
}

const firewalld = {
  unit: "firewalld.service",
  load: "loaded",
  active: "inactive",
  sub: "dead",
  mainPid: 0,
  result: "success",
  fileState: "disabled",
};

/**
 * A host on which the post's scripts were run twice, by a reader who mended `cat <` and nothing else. `mend` gives the
 * text that a file has instead; undefined takes the file away.
 */
export function postHost(mend: Readonly<Record<string, ((text: string) => string) | undefined>> = {}): Seen {
  const files = filesOfThePost();
  for (const [path, change] of Object.entries(mend)) {
    const before = files.get(path) ?? file("");
    if (change) files.set(path, { ...before, text: change(before.text ?? "") });
    else files.delete(path);
  }
  return {
    files,
    units: [firewalld],
    interfaces: ["lo", "host0"],
    kernel: "6.1.0-18-amd64",
    nowMs: Date.parse("2026-11-28T00:00:00Z"),
  };
}
