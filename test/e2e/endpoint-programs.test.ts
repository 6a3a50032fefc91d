import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Secret } from "@quorate/shared/secret";
import { beforeAll, expect, test } from "vitest";
import { renderHaproxyConfig } from "../../packages/agent/src/steps/haproxy/config.ts";
import { renderKeepalivedConfig } from "../../packages/agent/src/steps/keepalived/config.ts";
import { ensurePrivatePrograms, type PrivatePrograms, runPrivately } from "../causes/private-root.ts";

// haproxy and keepalived as the product configures them, in a root and a network of their own: no lab is needed, only its cache.
const limitMs = 300_000;
let programs: PrivatePrograms;

beforeAll(async () => {
  programs = await ensurePrivatePrograms();
});

const script = (name: string): string => readFileSync(join(import.meta.dirname, name), "utf8");
const programsPath = "export PATH=/usr/sbin:/usr/bin\n";
const file = (path: string, text: string): string => `cat > ${path} <<'END-OF-FILE'\n${text}END-OF-FILE\n`;

const haproxyConfig = renderHaproxyConfig(
  {
    configFile: "/tmp/haproxy.cfg",
    port: 12567,
    backends: [7001, 7002].map((port) => ({ name: `m${port}`, address: "127.0.0.1", port })),
    healthPath: "/readyz",
    clientTimeoutMs: 3_600_000,
  },
  { user: false, group: false, chroot: false, statsSocket: "/run/haproxy/admin.sock", generation: "1.9" },
);
// As it is, but that nobody waits half a minute for it.
const sooner = haproxyConfig.replace("hard-stop-after 30s", "hard-stop-after 3s");

test.concurrent("fault 65: haproxy ends its sessions to an apiserver that hangs and answers new ones, and so does one that was reloaded while they were open", async () => {
  const certificate =
    "openssl req -x509 -newkey rsa:2048 -nodes -keyout /tmp/key -out /tmp/cert -subj /CN=x 2>/dev/null\n";
  const files = `${file("/tmp/haproxy.cfg", sooner)}${file("/tmp/hung.py", script("hung-apiserver.py"))}`;
  const setUp = `${programsPath}mkdir /run/haproxy\n${certificate}${files}`;
  const enough = (line: string) => line === "hung-after-reload new sessions are answered";
  const lines = await runPrivately(programs, `${setUp}python3 /tmp/hung.py`, { enough, limitMs });
  const said = lines.join("\n");
  const ended = (when: string) => Number(new RegExp(`^${when} session ended after (.*)$`, "m").exec(said)?.[1]);
  // It takes 3 to 8 s, and what a busy machine adds; without its checks it would be an hour.
  for (const how of ["hung", "silent", "hung-after-reload"]) expect(ended(how), said).toBeLessThanOrEqual(20);
  expect(said).toContain("hung-after-reload new sessions are answered");
});

const keepalivedConfig = renderKeepalivedConfig(
  {
    configFile: "/tmp/keepalived.conf",
    routerId: "m1",
    virtualRouterId: 33,
    priority: 200,
    interface: "eth0",
    address: "192.168.1.90",
    peers: ["192.168.1.91"],
    vip: "192.168.1.33",
    prefix: 24,
    advertIntervalMs: 1000,
    authSecret: "vrrp-auth",
  },
  "script",
  new Secret("hush1234"),
);

test.concurrent("fault 64: keepalived needs no script that could be missing, and holds the address only while its check succeeds, not while it hangs", async () => {
  const setUp = `${programsPath}${file("/tmp/keepalived.conf", keepalivedConfig)}`;
  const enough = (line: string) => line === "end";
  const lines = await runPrivately(programs, `${setUp}${script("keepalived-check.sh")}`, { enough, limitMs });
  expect(lines).toEqual([
    "without haproxy: none",
    "with haproxy: holds",
    "when its check hangs: none",
    "when it is well again: holds",
    "when haproxy died: none",
    "end",
  ]);
});
