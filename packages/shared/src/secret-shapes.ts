import { redactedMask as mask } from "./redact.ts";

type Shape = readonly [pattern: RegExp, replacement: string];

/** What looks like a secret, whoever wrote it. Each keeps as much around it as a reader needs. */
const shapes: readonly Shape[] = [
  // A bootstrap token of Kubernetes.
  [/\b[a-z0-9]{6}\.[a-z0-9]{16}\b/g, mask],
  // A certificate key of kubeadm: 64 digits that are no sha256:HEX.
  [/(?<!sha256:)\b[0-9a-f]{64}\b/g, mask],
  // A JSON web token.
  [/\beyJ[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*\.[A-Za-z0-9_-]*/g, mask],
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g, mask],
  // The user and password of an address.
  [/(\b[a-z][a-z0-9+.-]*:\/\/)[^\s/:@]+:[^\s/@]+@/gi, `$1${mask}@`],
  [/\b(bearer|basic) [A-Za-z0-9._~+/=-]{8,}/gi, `$1 ${mask}`],
  // Configuration files and JSON: a name that says so, and its value.
  [
    /\b(auth_pass|password|passwd|secret|token|api[_-]?key)("?\s*[:=]\s*"?)(?!\[redacted\])[^\s",;}]{4,}/gi,
    `$1$2${mask}`,
  ],
  // keepalived.conf and command lines put a space between.
  [/((?:\bauth_pass|--(?:token|password))\s+)(?!\[redacted\])\S+/g, `$1${mask}`],
];

/** The text without what looks like a secret. For what leaves a host to be read by people. */
export function maskSecrets(text: string): string {
  return shapes.reduce((left, [pattern, replacement]) => left.replace(pattern, replacement), text);
}
