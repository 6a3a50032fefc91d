/** Who can fix it decides the fault; what happened decides the code. */
export type Fault = "user" | "host" | "peer" | "trust" | "bug";
/** never: trying again is harmful or useless; backoff: may heal by itself; after-change: someone has to act first. */
export type Retry = "never" | "backoff" | "after-change";
/** sysexits-like codes, see design: 1 failed, 64 usage, 65 bad config, 69 unreachable, 75 paused, 77 refused. */
export type ExitCode = 1 | 64 | 65 | 69 | 75 | 77;
export type StatusName =
  | "INVALID_ARGUMENT"
  | "FAILED_PRECONDITION"
  | "DEADLINE_EXCEEDED"
  | "UNAVAILABLE"
  | "PERMISSION_DENIED"
  | "UNAUTHENTICATED"
  | "ABORTED"
  | "INTERNAL"
  | "NOT_FOUND"
  | "ALREADY_EXISTS";

export interface ErrorSpec {
  readonly fault: Fault;
  readonly retry: Retry;
  readonly status: StatusName;
  readonly exit: ExitCode;
  readonly summary: string;
  /** The usual way out; an AppError may carry a better one. */
  readonly hint: string;
}

type Row = readonly [Fault, Retry, StatusName, ExitCode, summary: string, hint: string];

const rows = {
  USAGE: ["user", "after-change", "INVALID_ARGUMENT", 64, "the command line is wrong", "run the command with --help"],
  SPEC_INVALID: [
    "user",
    "after-change",
    "INVALID_ARGUMENT",
    65,
    "cluster.yaml does not validate",
    "correct the line that the message names, then run `coordinator validate -f cluster.yaml`",
  ],
  PLAN_IMPOSSIBLE: [
    "user",
    "after-change",
    "FAILED_PRECONDITION",
    65,
    "the spec and what the hosts are cannot be brought together",
    "change the spec or the host that the message names",
  ],
  PLAN_STALE: [
    "user",
    "after-change",
    "FAILED_PRECONDITION",
    65,
    "the saved plan is not what a bootstrap would do now",
    "look at a new one: coordinator plan -f cluster.yaml --out FILE",
  ],
  RUN_IN_PROGRESS: [
    "user",
    "after-change",
    "ALREADY_EXISTS",
    77,
    "another run is in progress",
    "watch it with `coordinator attach`, or end it with `coordinator abort`",
  ],
  RUN_INTERRUPTED: [
    "peer",
    "backoff",
    "ABORTED",
    75,
    "the coordinator stopped in the middle of a run",
    "`coordinator resume` goes on with it, `coordinator abort` ends it; finished steps are not repeated",
  ],
  RUN_ABORTED: [
    "user",
    "after-change",
    "ABORTED",
    1,
    "an operator ended the run",
    "`coordinator bootstrap` goes on with what is done; `coordinator reset` takes it back",
  ],
  COORDINATOR_UNREACHABLE: [
    "peer",
    "backoff",
    "UNAVAILABLE",
    69,
    "no coordinator answers on the admin socket",
    "start one with `coordinator serve`, or name its state directory with --state-dir",
  ],
  COORDINATOR_LOCKED: [
    "user",
    "after-change",
    "ALREADY_EXISTS",
    77,
    "another coordinator holds the state directory",
    "stop the process that the message names, or choose another --state-dir",
  ],
  STATE_SEALED: [
    "user",
    "after-change",
    "FAILED_PRECONDITION",
    77,
    "the keys in the state directory are encrypted, and no passphrase that opens them was given",
    "give the file with the passphrase: --ca-passphrase-file FILE, or QUORATE_CA_PASSPHRASE_FILE=FILE",
  ],
  LOG_CORRUPT: [
    "host",
    "never",
    "INTERNAL",
    1,
    "the event log is damaged",
    "restore the state directory from a copy; the message names the damaged event",
  ],
  LOG_WRITE_FAILED: [
    "host",
    "after-change",
    "FAILED_PRECONDITION",
    75,
    "the event log cannot be written; without it nothing is sent to the hosts",
    "make room on the disk of the state directory, then run again: finished steps are not repeated",
  ],
  HOST_UNREACHABLE: [
    "peer",
    "backoff",
    "UNAVAILABLE",
    69,
    "an agent is not connected",
    "on the host: systemctl status quorate-agent; is the control port of the coordinator open?",
  ],
  HOST_LOST: [
    "peer",
    "backoff",
    "UNAVAILABLE",
    1,
    "an agent stopped answering in the middle of a step",
    "bring the host back, then run `coordinator bootstrap` again: finished steps are not repeated",
  ],
  PREFLIGHT_FAILED: [
    "host",
    "after-change",
    "FAILED_PRECONDITION",
    1,
    "a host does not meet a precondition",
    "do what the failed check says, or record an exception with --ignore-checks ID",
  ],
  STEP_INPUT_INVALID: [
    "bug",
    "never",
    "INVALID_ARGUMENT",
    1,
    "a step's input does not match its contract",
    "agent and coordinator may be of different versions: install the same on both",
  ],
  STEP_COMMAND_FAILED: [
    "host",
    "backoff",
    "FAILED_PRECONDITION",
    1,
    "a command exited non-zero",
    "read the command's last lines in the evidence",
  ],
  FILE_ACCESS_FAILED: [
    "host",
    "after-change",
    "FAILED_PRECONDITION",
    1,
    "a file of the host cannot be read or written",
    "look at the path in the message: owner, symbolic links on the way, a full or read-only file system",
  ],
  STEP_NOT_CONVERGED: [
    "host",
    "backoff",
    "FAILED_PRECONDITION",
    1,
    "the step was applied, and its probe still finds a difference",
    "something else on the host may manage the same thing: compare have and want in the message",
  ],
  STEP_TIMED_OUT: [
    "host",
    "backoff",
    "DEADLINE_EXCEEDED",
    1,
    "a step did not end in time",
    "see what the evidence was waiting for",
  ],
  CONFIG_REJECTED: [
    "bug",
    "never",
    "FAILED_PRECONDITION",
    1,
    "a service's own checker refuses the configuration that was rendered for it",
    "the old file is untouched; report the checker's lines with the spec",
  ],
  PACKAGE_UNAVAILABLE: [
    "user",
    "after-change",
    "FAILED_PRECONDITION",
    1,
    "no repository of the host offers the package in the wanted version",
    "choose one of the versions the message lists, or add the repository to spec.packages.repositories",
  ],
  PACKAGE_LOCKED: [
    "host",
    "backoff",
    "UNAVAILABLE",
    1,
    "another package manager kept its lock for too long",
    "wait for it (the message names the process), then run again",
  ],
  DOWNLOAD_MISMATCH: [
    "trust",
    "never",
    "FAILED_PRECONDITION",
    1,
    "a download does not have its sha256",
    "check the mirror and the sha256 in the spec",
  ],
  PORT_TAKEN: [
    "host",
    "after-change",
    "FAILED_PRECONDITION",
    1,
    "a port is held by another process",
    "stop the process that the message names",
  ],
  VIP_TAKEN: [
    "host",
    "after-change",
    "FAILED_PRECONDITION",
    1,
    "the virtual IP answers, and none of the hosts holds it",
    "free the address or choose another spec.endpoint.vip",
  ],
  VIP_NOT_SINGLE: [
    "host",
    "after-change",
    "FAILED_PRECONDITION",
    1,
    "the virtual IP is not held by exactly one host",
    "let IP protocol 112 (VRRP) pass between the hosts; then run again",
  ],
  CERTIFICATE_REFUSED: [
    "trust",
    "never",
    "PERMISSION_DENIED",
    1,
    "a certificate request does not match the plan",
    "run `coordinator bootstrap` again",
  ],
  CERTIFICATE_INVALID: [
    "trust",
    "after-change",
    "FAILED_PRECONDITION",
    1,
    "a certificate on the host does not verify",
    "compare the host's clock, then run again",
  ],
  ETCD_NOT_READY_TO_START: [
    "host",
    "after-change",
    "FAILED_PRECONDITION",
    1,
    "an etcd member is not ready to start; none was started",
    "mend what the message names, then run again",
  ],
  ETCD_START_WINDOW_MISSED: [
    "peer",
    "backoff",
    "DEADLINE_EXCEEDED",
    1,
    "the etcd members did not form a cluster inside the start window; what was started is undone",
    "see the evidence of the member that the message names",
  ],
  ETCD_MEMBER_DIED: [
    "host",
    "after-change",
    "FAILED_PRECONDITION",
    1,
    "etcd exited while the cluster was forming",
    "see the last lines of its journal in the evidence",
  ],
  ETCD_CLUSTER_MISMATCH: [
    "trust",
    "never",
    "FAILED_PRECONDITION",
    1,
    "etcd formed another cluster than the one that was computed beforehand",
    "old data or a foreign member is in reach: the message names the ids",
  ],
  ETCD_MEMBER_GONE: [
    "host",
    "never",
    "FAILED_PRECONDITION",
    1,
    "a host lost the data of its etcd member while the cluster lives on",
    "never start it empty: remove the member with etcdctl and add it anew",
  ],
  RUNTIME_FAILED: [
    "host",
    "after-change",
    "FAILED_PRECONDITION",
    1,
    "the container runtime does not start or does not answer",
    "read the last lines of its journal in the evidence",
  ],
  IMAGE_MISSING: [
    "host",
    "after-change",
    "FAILED_PRECONDITION",
    1,
    "a container image is neither on the host, nor in the bundle, nor to be pulled",
    "correct spec.kubernetes.imageRepository, or add the image to spec.kubernetes.images",
  ],
  KUBERNETES_CA_MISMATCH: [
    "trust",
    "never",
    "FAILED_PRECONDITION",
    1,
    "the host carries the CA of another Kubernetes cluster",
    "take the host out of that cluster first; on the host: kubeadm reset --skip-phases=remove-etcd-member",
  ],
  ETCD_NOT_EMPTY: [
    "user",
    "after-change",
    "FAILED_PRECONDITION",
    1,
    "etcd holds the data of an older Kubernetes cluster",
    "`coordinator reset -f cluster.yaml --etcd-data purge` empties it after a snapshot",
  ],
  ETCD_PURGE_REFUSED: [
    "user",
    "never",
    "FAILED_PRECONDITION",
    77,
    "purging would hit keys that are not this cluster's, or that are in use",
    "stop every apiserver that uses this etcd, or keep the data",
  ],
  KUBEADM_FAILED: [
    "host",
    "after-change",
    "FAILED_PRECONDITION",
    1,
    "kubeadm ended with an error",
    "mend the cause that the message names, then run `coordinator bootstrap` again",
  ],
  KUBELET_FAILED: [
    "host",
    "after-change",
    "FAILED_PRECONDITION",
    1,
    "the kubelet does not start or does not stay up",
    "mend the cause that its journal names, then run `coordinator bootstrap` again",
  ],
  KUBERNETES_NOT_READY: [
    "host",
    "backoff",
    "DEADLINE_EXCEEDED",
    1,
    "the cluster did not become ready in time",
    "see what the evidence was waiting for, then run `coordinator bootstrap` again",
  ],
  MANIFEST_REFUSED: [
    "user",
    "after-change",
    "FAILED_PRECONDITION",
    1,
    "the apiserver refuses a manifest",
    "correct the object that the message names; nothing of the manifest was applied",
  ],
  RESET_REFUSED: [
    "user",
    "after-change",
    "FAILED_PRECONDITION",
    77,
    "the reset was not confirmed",
    "give the cluster's own name: coordinator reset -f cluster.yaml --etcd-data keep --yes --confirm NAME",
  ],
  AGENT_NOT_ENROLLED: [
    "user",
    "after-change",
    "FAILED_PRECONDITION",
    65,
    "this host has no usable enrolment",
    "make a token with `coordinator token create HOST` and run the `quorate-agent enroll` line that it prints",
  ],
  AGENT_RUNNING: [
    "user",
    "after-change",
    "ALREADY_EXISTS",
    77,
    "another agent runs on the same state directory",
    "stop it first: systemctl stop quorate-agent",
  ],
  TOKEN_REFUSED: [
    "trust",
    "after-change",
    "UNAUTHENTICATED",
    77,
    "the join token is unknown, expired or used by another key",
    "make a new one: coordinator token create HOST",
  ],
  CA_MISMATCH: [
    "trust",
    "never",
    "UNAUTHENTICATED",
    77,
    "the coordinator's CA is not the pinned one",
    "compare --ca-hash with what `coordinator token create` prints",
  ],
  PERMISSION_DENIED: [
    "trust",
    "never",
    "PERMISSION_DENIED",
    77,
    "the caller may not do this",
    "use the identity that owns it",
  ],
  PROTOCOL_MISMATCH: [
    "user",
    "after-change",
    "FAILED_PRECONDITION",
    1,
    "agent and coordinator speak different protocols",
    "install the same version on both",
  ],
  STALE_EPOCH: [
    "peer",
    "never",
    "ABORTED",
    1,
    "a command carries an older epoch than one already obeyed",
    "an old copy of the coordinator is running: stop it",
  ],
  STREAM_REPLACED: [
    "peer",
    "backoff",
    "ABORTED",
    1,
    "a newer stream of the same host took the place of this one",
    "if it happens again and again, two agents use one identity: stop one and enrol it with a token of its own",
  ],
  NOT_FOUND: [
    "user",
    "after-change",
    "NOT_FOUND",
    1,
    "there is no such thing",
    "list what there is with `coordinator status`",
  ],
  UNSUPPORTED: ["user", "after-change", "FAILED_PRECONDITION", 1, "this is not supported here", "see the message"],
  INTERNAL: [
    "bug",
    "never",
    "INTERNAL",
    1,
    "an invariant does not hold",
    "report it with the output of `coordinator events -o jsonl`",
  ],
} as const satisfies Record<string, Row>;

export type ErrorCode = keyof typeof rows;
export const errorCodes: readonly ErrorCode[] = Object.keys(rows) as ErrorCode[];

export function errorSpec(code: ErrorCode): ErrorSpec {
  const [fault, retry, status, exit, summary, hint] = rows[code];
  return { fault, retry, status, exit, summary, hint };
}

export function isErrorCode(text: string): text is ErrorCode {
  return Object.hasOwn(rows, text);
}
