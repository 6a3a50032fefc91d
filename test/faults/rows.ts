/** One thing that can go wrong, and what the product makes of it. Tests name a row by "fault N: " at the head of their title. */
export interface FaultRow {
  readonly row: number;
  readonly fault: string;
  readonly happens: string;
  /** Why no test proves the row; refused as soon as one does. */
  readonly notDone?: string;
}

type Row = readonly [row: number, fault: string, happens: string, notDone?: string];

const agentAndCoordinator: readonly Row[] = [
  [1, "agent killed before a step begins", "the step comes again and runs once"],
  [2, "agent killed while a command runs", "the next agent waits for what still runs, or ends it, and then looks"],
  [3, "agent killed after the work, before it is noted", "the probe finds it done"],
  [4, "agent killed after the note, before it is told", "the journal answers, under the new epoch"],
  [5, "coordinator killed before the intent is on disk", "nothing was sent"],
  [6, "coordinator killed after the intent, before it is sent", "sent once when resumed"],
  [7, "coordinator killed before a result is on disk", "the agent is asked again"],
  [8, "coordinator killed after a result", "goes on with the next step"],
  [9, "both killed at random moments", "the same final state"],
  [
    10,
    "host rebooted in the middle of a step",
    "its record is stale: nobody is waited for or killed, the step looks again",
  ],
  [11, "torn end of a journal", "the torn record is dropped, no other"],
  [12, "bits flipped inside a journal", "refused, with the place"],
  [13, "two coordinators on one state directory", "the second is told who holds it"],
  [14, "old coordinator back from a copy", "agents refuse its lower epoch"],
  [15, "a command delivered twice", "one effect, one result"],
  [16, "a command that comes after its cancel", "it never runs"],
  [17, "a result lost on the way", "told again, the same, without a second run"],
  [18, "link cut in the middle of a step", "the step ends on its host and is merged afterwards"],
  [19, "loss in one direction only", "both sides give the stream up; no false success"],
  [20, "half-open connection", "closed by both sides within 15 s"],
  [21, "one slow host", "the others go on, and a barrier names whom it waits for"],
  [22, "event loop held up", "heartbeats stop, and a held-up process does not blame others"],
  [23, "disk full under the agent's state", "the step fails before it does anything"],
  [24, "disk full under the event log", "no command leaves without its intent; goes on when there is room"],
];

const etcd: readonly Row[] = [
  [25, "disk full under etcd's data", "named before the start, and from etcd's own words after it"],
  [26, "a file cannot be written", "the old contents stay, nothing is left beside it"],
  [27, "a host's clock is an hour off", "refused before anything is begun, with the measured difference"],
  [28, "the clock jumps during a run", "waits are monotonic, and a token's end stays where it was"],
  [29, "certificate not yet valid", "named before the start, and from etcd's log after it"],
  [30, "two of three members cannot start yet", "nobody starts before all are armed"],
  [31, "a member that never starts", "the start is undone and the host named"],
  [32, "a member dies while the cluster forms", "noticed at once, all is undone, its last words shown"],
  [33, "data of another cluster lies in the directory", "renamed, never read, never deleted"],
  [34, "data of a cluster that was taken down in part", "a new token makes it harmless"],
  [35, "a formed member lost its data", "it never starts empty; the plan refuses to go on"],
  [36, "a name or an address twice in the spec", "refused with its place, nothing is touched"],
  [37, "a port is held by somebody else", "named before the run, with its holder"],
  [38, "certificate of a wrong CA, use or name", "the very cause is named"],
];

const edge: readonly Row[] = [
  [39, "key and certificate do not fit at a renewal", "the old pair stays"],
  [40, "agent's certificate ends while it is away", "a way back without a new token"],
  [41, "join token past its end", "refused, and a new command is shown"],
  [42, "join token used by another key", "refused, an alarm in the log, the token is dead"],
  [43, "fifty keys with one token at once", "one wins"],
  [44, "crash between the use of a token and the certificate", "the same key gets the same certificate"],
  [45, "bootstrap token ends before a host joined", "renewed; the next join works"],
  [46, "kubeadm init killed half-way", "taken back on this host only, then done again"],
  [47, "kubeadm reset left its keys in etcd", "init is refused while they are there"],
  [48, "control port without a certificate", "no handler is reached"],
  [49, "certificate of a home-made CA", "no handler is reached, whatever its name"],
  [50, "an agent speaks for another host", "cut off and recorded"],
  [51, "malformed frames, messages and calls", "an error for the peer; the process lives and does not grow"],
  [52, "message too large, or a gzip bomb", "refused; the process does not grow"],
  [53, "peers that take their time", "gone in seconds"],
  [54, "thousands of streams, rapid reset", "16 at once, and others are still heard"],
  [55, "a reader that stalls", "what waits for it is bounded, losses are counted"],
  [56, "path leads out, or a link is swapped in", "refused, nothing is written elsewhere"],
  [57, "shell, option and configuration injection", "refused, or read back as one value"],
  [58, "YAML bombs, __proto__, nesting, NUL", "refused at once"],
  [59, "mirror down, wrong, slow or with a wrong checksum", "named; nothing else than the wanted bytes is installed"],
];

const endpoint: readonly Row[] = [
  [60, "VIP already in use", "found before the run"],
  [61, "multicast is blocked", "peers speak by unicast: one holder"],
  [62, "haproxy dies on the holder of the VIP", "the VIP moves within 3 s"],
  [63, "keepalived is killed on the holder", "one holder again"],
  [
    64,
    "the check of haproxy hangs, or its script is missing or writable by others",
    "there is no script: the check stands in keepalived's own file; while it hangs or fails the host does not hold the VIP",
  ],
  [
    65,
    "an apiserver hangs with its port open",
    "taken out of the rotation and its sessions ended within 5 s, within 10 s when it still shakes hands; those from before a reload of haproxy 30 s after that (haproxy 1.8 and later)",
  ],
  [66, "somebody else speaks VRRP on the segment", "a warning before the run"],
  [67, "SIGTERM in the middle of a step", "finishes, or gives up before systemd would kill it"],
  [68, "agent and coordinator of different versions", "works, or is refused by protocol version"],
  [69, "secrets in logs, arguments, environment, events", "none is found"],
  [70, "Ctrl-C, then the same command again", "nothing is lost and nothing is repeated"],
  [71, "killed while the passphrase of the keys is changed", "all keys open with the old one, or all with the new"],
  [72, "a process that holds secrets crashes", "its core has no memory in it, and there is no report of Node's"],
];

export const faultRows: readonly FaultRow[] = [...agentAndCoordinator, ...etcd, ...edge, ...endpoint].map(
  ([row, fault, happens, notDone]) => ({ row, fault, happens, ...(notDone === undefined ? {} : { notDone }) }),
);
