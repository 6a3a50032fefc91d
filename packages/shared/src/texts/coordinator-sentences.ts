import type { Sentences } from "./sentence-forms.ts";
import { bundlesSentences } from "./sentences/bundles.ts";
import { connectionsSentences } from "./sentences/connections.ts";
import { enrolmentSentences } from "./sentences/enrolment.ts";
import { installSentences } from "./sentences/install.ts";
import { runsSentences } from "./sentences/runs.ts";
import { specChecksSentences } from "./sentences/spec-checks.ts";
import { specFieldsSentences } from "./sentences/spec-fields.ts";
import { stateDirectorySentences } from "./sentences/state-directory.ts";

/** What the coordinator says in free sentences, in Chinese, by what it is about. */
export const coordinatorSentencesZh: readonly Sentences[] = [
  bundlesSentences,
  connectionsSentences,
  enrolmentSentences,
  installSentences,
  runsSentences,
  specChecksSentences,
  specFieldsSentences,
  stateDirectorySentences,
];
