// Original file: proto/quorate/v1/control.proto

import type { Outcome as _quorate_v1_Outcome, Outcome__Output as _quorate_v1_Outcome__Output } from '../../quorate/v1/Outcome.ts';
import type { Drift as _quorate_v1_Drift, Drift__Output as _quorate_v1_Drift__Output } from '../../quorate/v1/Drift.ts';
import type { Failure as _quorate_v1_Failure, Failure__Output as _quorate_v1_Failure__Output } from '../../quorate/v1/Failure.ts';

export interface Finished {
  'outcome'?: (_quorate_v1_Outcome);
  'drift'?: (_quorate_v1_Drift)[];
  'outputJson'?: (string);
  'failure'?: (_quorate_v1_Failure | null);
  'durationMs'?: (number);
  'undone'?: (string)[];
}

export interface Finished__Output {
  'outcome': (_quorate_v1_Outcome__Output);
  'drift': (_quorate_v1_Drift__Output)[];
  'outputJson': (string);
  'failure': (_quorate_v1_Failure__Output | null);
  'durationMs': (number);
  'undone': (string)[];
}
