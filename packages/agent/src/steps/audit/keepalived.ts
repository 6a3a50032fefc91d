import { isIP } from "node:net";
import type { AuditRule } from "./rule.ts";
import { byHand, codeLines, filesIn, type Seen, textOf } from "./seen.ts";

const folder = "/etc/keepalived";
const config = `${folder}/keepalived.conf`;

/** Empty when there is none, or when it is ours. */
function configLines(seen: Seen): ReturnType<typeof codeLines> {
  return codeLines(byHand(seen, config) ?? "");
}

function configFinding(find: (code: string, seen: Seen) => boolean): AuditRule["find"] {
  return (seen) =>
    configLines(seen).flatMap(({ code, number }) => (find(code, seen) ? [`${config} line ${number}: ${code}`] : []));
}

/** The addresses are those of keepalived's own sample. */
function noConfig(seen: Seen): readonly string[] {
  if (!seen.files.has(folder)) return [];
  const text = textOf(seen, config);
  if (text === undefined || codeLines(text).length === 0) return [`${config} is not there, or empty`];
  return text.includes("192.168.200.16") ? [`${config} is the sample of the package`] : [];
}

const scripts = (seen: Seen) => filesIn(seen, folder, ".sh");

function killer(seen: Seen): readonly string[] {
  return scripts(seen).flatMap(([path, text]) =>
    codeLines(text).flatMap(({ code, number }) =>
      /(?:systemctl|service) (?:stop keepalived|keepalived stop)/.test(code) ? [`${path} line ${number}: ${code}`] : [],
    ),
  );
}

/** `[ -z ]` is always true. */
function expanded(seen: Seen): readonly string[] {
  return scripts(seen).flatMap(([path, text]) =>
    codeLines(text).flatMap(({ code, number }) =>
      /\[ -[zn] \]/.test(code) ? [`${path} line ${number}: "${code}" lost its variable and always holds`] : [],
    ),
  );
}

function noShebang(seen: Seen): readonly string[] {
  return scripts(seen).flatMap(([path, text]) => (text.startsWith("#!") ? [] : [`${path} does not begin with #!`]));
}

/** What keepalived and the boot run as root. */
function writableScripts({ files }: Seen): readonly string[] {
  return [...files].flatMap(([path, { kind, mode }]) => {
    const run = (path.startsWith(`${folder}/`) && path.endsWith(".sh")) || path.startsWith("/etc/sysconfig/modules/");
    const open = run && kind === "file" && (mode & 0o022) !== 0;
    return open ? [`${path} has mode ${(mode & 0o7777).toString(8)}, and root runs it`] : [];
  });
}

function stuck(seen: Seen): readonly string[] {
  const lines = configLines(seen);
  const nopreempt = lines.find(({ code }) => code === "nopreempt");
  const weight = lines.find(({ code }) => /^weight -?[1-9]/.test(code));
  if (!nopreempt || !weight) return [];
  return [
    `${config} lines ${weight.number} and ${nopreempt.number}: ${weight.code} beside nopreempt never moves the address`,
  ];
}

const knownPasswords = ["123456", "12345678", "1111", "password", "secret", "admin"];

function password(seen: Seen): readonly string[] {
  return configLines(seen).flatMap(({ code, number }) => {
    const [word, value = ""] = code.split(" ");
    const known = word === "auth_pass" && knownPasswords.includes(value);
    return known ? [`${config} line ${number}: auth_pass is in every list of passwords`] : [];
  });
}

function multicast(seen: Seen): readonly string[] {
  const lines = configLines(seen);
  const instance = lines.find(({ code }) => code.startsWith("vrrp_instance "));
  if (!instance || lines.some(({ code }) => code.startsWith("unicast_peer"))) return [];
  return [`${config} line ${instance.number}: ${instance.code.replace(" {", "")} speaks to all of the network`];
}

function bareVip(seen: Seen): readonly string[] {
  const lines = configLines(seen);
  const from = lines.findIndex(({ code }) => code.startsWith("virtual_ipaddress"));
  const until = lines.findIndex(({ code }, at) => at > from && code === "}");
  if (from < 0) return [];
  return lines
    .slice(from + 1, until)
    .flatMap(({ code, number }) => (isIP(code) === 0 ? [] : [`${config} line ${number}: ${code} has no prefix`]));
}

export const keepalivedRules: readonly AuditRule[] = [
  { id: "KEEPALIVED-NO-CONFIG", severity: "error", find: noConfig },
  { id: "KEEPALIVED-KILLER", severity: "error", find: killer },
  { id: "KEEPALIVED-EXPANDED", severity: "error", find: expanded },
  { id: "KEEPALIVED-NO-SHEBANG", severity: "warning", find: noShebang },
  { id: "SCRIPT-WRITABLE", severity: "error", find: writableScripts },
  { id: "KEEPALIVED-KEYWORD", severity: "error", find: configFinding((code) => /^fail \d/.test(code)) },
  { id: "KEEPALIVED-STUCK", severity: "error", find: stuck },
  {
    id: "KEEPALIVED-NO-INTERFACE",
    severity: "error",
    find: configFinding((code, { interfaces }) => {
      const name = /^interface (\S+)$/.exec(code)?.[1];
      return name !== undefined && !interfaces.includes(name);
    }),
  },
  { id: "KEEPALIVED-PASSWORD", severity: "warning", find: password },
  { id: "KEEPALIVED-MULTICAST", severity: "warning", find: multicast },
  { id: "KEEPALIVED-BARE-VIP", severity: "warning", find: bareVip },
];
