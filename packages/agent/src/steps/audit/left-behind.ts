import type { AuditRule } from "./rule.ts";
import { codeLines, type Seen, textOf } from "./seen.ts";

const bashrc = "/root/.bashrc";
/** Formats of kubeadm: a bootstrap token, and the key that uploaded certificates are encrypted with. */
const secrets = /--token[ =][a-z0-9]{6}\.[a-z0-9]{16}\b|--certificate-key[ =][0-9a-f]{64}\b/;

function aliases(seen: Seen): readonly string[] {
  const lines = codeLines(textOf(seen, bashrc) ?? "").filter(({ code }) => code.startsWith("alias etcdctl="));
  if (lines.length === 0) return [];
  return [`${bashrc} line ${lines.map(({ number }) => number).join(", ")}: alias etcdctl, which no script sees`];
}

/** Where they are, never what they are. */
function joinSecrets({ files }: Seen): readonly string[] {
  return [...files].flatMap(([path, { text = "", mode }]) => {
    if (!path.endsWith(".log") || !secrets.test(text)) return [];
    const open = (mode & 0o044) === 0 ? "" : ", and every user can read it";
    return [`${path} holds the token or the certificate key of kubeadm${open}`];
  });
}

export const leftBehindRules: readonly AuditRule[] = [
  { id: "BASHRC-ALIAS", severity: "warning", find: aliases },
  { id: "JOIN-SECRETS-LOG", severity: "error", find: joinSecrets },
];
