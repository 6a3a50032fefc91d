import { z } from "zod";

/** What a host of a cluster may run, whatever its runtime and its role. */
export const hostUnits = [
  "etcd.service",
  "haproxy.service",
  "keepalived.service",
  "docker.service",
  "containerd.service",
  "kubelet.service",
] as const;

/** Whose journal may be asked for: the parts of a cluster, and nothing that belongs to somebody else. */
export const journalUnits = ["quorate-agent.service", "quorate-coordinator.service", ...hostUnits] as const;
export type JournalUnit = (typeof journalUnits)[number];

export const mostJournalLines = 1_000;
/** Of one line; the end of a longer one is cut. */
export const longestJournalLine = 2_048;

/** A place in a journal, as journald writes it: letters with hexadecimal values (sd_journal_get_cursor in systemd's sd-journal.c). */
const cursor = z.string().regex(/^[a-z]=[0-9a-f]{1,32}(?:;[a-z]=[0-9a-f]{1,32}){0,9}$/);

export const hostJournal = {
  input: z.strictObject({
    unit: z.enum(journalUnits),
    lines: z.int().min(0).max(mostJournalLines),
    /** Only what came after it: a cursor that an earlier answer gave. */
    after: cursor.optional(),
  }),
  output: z.strictObject({
    /** Oldest first, with their time; without secrets. */
    lines: z.array(z.string().max(longestJournalLine)).max(mostJournalLines),
    /** Where the answer ends; absent while the journal is empty. */
    cursor: cursor.optional(),
  }),
};
