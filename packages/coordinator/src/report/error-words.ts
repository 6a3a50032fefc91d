import type { Fault, Retry } from "@quorate/shared/error-catalogue";

/** Who can mend it. */
export const faultWords: Readonly<Record<Fault, string>> = {
  user: "you: a file, an argument or a decision",
  host: "whoever looks after the host",
  peer: "nobody may have to: the network or the other side can come back by itself",
  trust: "whoever gave the certificate, token or key",
  bug: "the developers: please report it",
};

/** Whether trying again makes sense. */
export const retryWords: Readonly<Record<Retry, string>> = {
  never: "no: it is useless or harmful",
  backoff: "yes: it may heal by itself",
  "after-change": "after somebody has changed something",
};
