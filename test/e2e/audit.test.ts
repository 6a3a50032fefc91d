import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { DoctorCheck } from "../../packages/coordinator/src/engine/judge-answer.ts";
import { postFile } from "../fakes/post-host.ts";
import { openLab } from "../lab/lab.ts";
import type { LabHost } from "../lab/lab-host.ts";
import { clusterYaml } from "./cluster-yaml.ts";
import { audit } from "./doctor.ts";
import { Site, until } from "./site.ts";

const lab = openLab("audit");
const site = new Site(lab, "etcd");
const [first, second] = lab.hosts as readonly [LabHost, LabHost, LabHost];
let spec = "";

const shell = (host: LabHost, script: string) =>
  host.exec(["bash", "-c", script], { check: false, timeoutMs: 240_000 });

/** What the installer and yum leave on the post's CentOS, and Debian does not have. */
const asOnCentos = `
mkdir -p /etc/selinux /etc/sysconfig/modules /etc/yum.repos.d /etc/docker /etc/haproxy /etc/keepalived
printf 'SELINUX=enforcing\\nSELINUXTYPE=targeted\\n' > /etc/selinux/config
printf 'KUBELET_EXTRA_ARGS=\\n' > /etc/sysconfig/kubelet
printf '/dev/mapper/centos-swap swap swap defaults 0 0\\n' >> /etc/fstab
printf '[Service]\\nExecStart=/bin/sleep infinity\\n[Install]\\nWantedBy=multi-user.target\\n' > /etc/systemd/system/firewalld.service
systemctl daemon-reload
systemctl enable --now firewalld
`;

/** In the place of wget: the package of the lab's repository, with the program where the post has it. */
const etcdProgram = `
echo 'deb [signed-by=/opt/lab/packages/quorate-lab.asc] file:///opt/lab/packages lab main' > /etc/apt/sources.list.d/lab.list
apt-get -q update
cd /tmp && apt-get -q download etcd-server && dpkg-deb -x etcd-server_*.deb /tmp/etcd && cp /tmp/etcd/usr/bin/etcd /usr/local/bin/
`;

/** A reader who had to run the scripts twice, and who found out by himself where the certificates belong. */
async function firstHost(): Promise<void> {
  for (const script of [asOnCentos, etcdProgram, postFile("base.sh"), postFile("base.sh")]) await shell(first, script);
  for (const name of ["haproxy.sh", "keepalived.sh", "etcd.sh"]) await shell(first, postFile(name));
  await shell(first, "cp /home/ssl/* /etc/ssl/etcd/ssl/; systemctl restart --no-block etcd");
  await shell(first, `cd /root\n${postFile("kubeadm.sh")}`);
  // `kubeadm init … | tee kubeadm-init.log`
  await first.exec(["sh", "-c", "cd /root && tee kubeadm-init.log"], { input: postFile("kubeadm-init.log") });
  const member = ["test", "-d", "/var/lib/etcd/member"];
  await until(120_000, "etcd to start", async () => (await first.exec(member, { check: false })).code === 0);
}

/** What the first host sent it by scp and ssh, with keepalived's configuration written after all, and the flannel script. */
async function secondHost(): Promise<void> {
  const keepalived = postFile("keepalived.sh").replace("cat < /etc/keepalived", "cat > /etc/keepalived");
  const etcd = postFile("etcd.sh").replace(/^(?:mkdir -p \/var\/lib\/etcd|openssl|-CA|-ext|systemctl).*$/gm, "");
  const renamed =
    "sed -i 's/k8s-master90/k8s-master91/g' /etc/etcd/etcd.conf ; sed -i '10,14s/192.168.1.90/192.168.1.91/' /etc/etcd/etcd.conf";
  const scripts = [
    asOnCentos,
    postFile("base.sh"),
    keepalived,
    etcd,
    renamed,
    "systemctl restart etcd",
    postFile("flannel.sh"),
  ];
  for (const script of scripts) await shell(second, script);
}

const onFirst = `
  HOSTS-DUPLICATE FIREWALL-OFF SELINUX-DISABLED SWAP-FSTAB LIMITS-NO-SERVICE SYSCTL-DUPLICATE SYSCTL-UNKNOWN
  SYSCTL-IPV6-OFF MODULES-LOST IPVS-NOT-RUN IPVS-OLD-CONNTRACK DOCKER-CONFIG-BROKEN DOCKER-INSECURE
  REPOSITORY-UNPINNED REPOSITORY-OLD KUBELET-SWAP-HIDDEN KUBELET-ARGS-TWICE IMAGES-DEAD HAPROXY-HTTP-IN-TCP
  HAPROXY-SHORT-TIMEOUT HAPROXY-TCP-CHECK HAPROXY-DEAD-ACL HAPROXY-ROOT HAPROXY-OPEN-SOCKET KEEPALIVED-NO-CONFIG
  KEEPALIVED-KILLER KEEPALIVED-EXPANDED KEEPALIVED-NO-SHEBANG SCRIPT-WRITABLE CA-KEY-LEFT CERTIFICATE-LONG
  CERTIFICATE-SHARED CERTIFICATE-ONE-ROLE CERTIFICATE-KEY-USAGE ETCD-STATE-NEW ETCD-TOKEN-COMMON
  ETCD-NO-CLIENT-AUTH ETCD-TEMPLATE ETCD-NO-COMPACTION ETCD-NO-QUOTA ETCD-OLD-FLAG ETCD-NO-LOCAL-PROBE
  ETCD-DATA-OPEN ETCD-UNIT-TIMEOUT ETCD-UNIT-ROOT BASHRC-ALIAS JOIN-SECRETS-LOG
`;

const onSecond = `
  HOSTS-NO-LOCALHOST HOSTS-PINNED-SITE FIREWALL-OFF SELINUX-DISABLED SWAP-FSTAB LIMITS-NO-SERVICE SYSCTL-UNKNOWN
  SYSCTL-IPV6-OFF MODULES-LOST IPVS-NOT-RUN IPVS-OLD-CONNTRACK DOCKER-CONFIG-BROKEN DOCKER-INSECURE
  REPOSITORY-UNPINNED REPOSITORY-OLD KUBELET-SWAP-HIDDEN KEEPALIVED-KILLER KEEPALIVED-EXPANDED
  KEEPALIVED-NO-SHEBANG SCRIPT-WRITABLE KEEPALIVED-KEYWORD KEEPALIVED-STUCK KEEPALIVED-NO-INTERFACE
  KEEPALIVED-PASSWORD KEEPALIVED-MULTICAST KEEPALIVED-BARE-VIP CERTIFICATE-ONE-ROLE CERTIFICATE-ABSENT
  ETCD-TOKEN-COMMON ETCD-NO-CLIENT-AUTH ETCD-TEMPLATE ETCD-NO-COMPACTION ETCD-NO-QUOTA ETCD-OLD-FLAG ETCD-NAMES
  ETCD-NO-LOCAL-PROBE ETCD-DATA-ABSENT ETCD-UNIT-TIMEOUT ETCD-UNIT-ROOT BASHRC-ALIAS
`;

const words = (text: string): readonly string[] => text.trim().split(/\s+/);
const findingsOf = (checks: readonly DoctorCheck[], host: LabHost): readonly string[] =>
  checks.filter((check) => check.host === host.name && check.severity !== "ok").map(({ id }) => id);

beforeAll(async () => {
  await lab.up({ etcd: "3.5", bare: true });
  await site.serve();
  await site.enrol();
  spec = await site.writeSpec(await clusterYaml(lab, { etcd: "3.5" }));
  await Promise.all([firstHost(), secondHost()]);
});

afterAll(async () => {
  await site.stop();
  await lab.down();
});

describe("doctor --audit on hosts that the post's own commands set up", () => {
  it("finds what the scripts left on the first host, and exits 1", async () => {
    const { code, checks } = await audit(site, spec);
    expect(code).toBe(1);
    expect(findingsOf(checks, first)).toEqual(words(onFirst));
  });

  it("finds what ssh and sed made of the second host", async () => {
    const { checks } = await audit(site, spec);
    expect(findingsOf(checks, second)).toEqual(words(onSecond));
  });

  it("tells no secret that it found, in no form", async () => {
    const shown = await site.cli(["doctor", "--audit", "-f", spec], { check: false });
    const { stdout } = await site.cli(["doctor", "--audit", "-f", spec, "-o", "json"], { check: false });
    expect(shown.stdout).toContain("✗ JOIN-SECRETS-LOG  k8s-master90\n");
    for (const secret of ["3vjfpc.647mossfkxl2v6u6", "ee78fe3d5d06", "123456", "PRIVATE KEY"]) {
      expect(shown.stdout + stdout).not.toContain(secret);
    }
  });
});
