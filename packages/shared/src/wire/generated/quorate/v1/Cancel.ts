// Original file: proto/quorate/v1/control.proto

import type { LeaseId as _quorate_v1_LeaseId, LeaseId__Output as _quorate_v1_LeaseId__Output } from '../../quorate/v1/LeaseId.ts';

export interface Cancel {
  'lease'?: (_quorate_v1_LeaseId | null);
  'reason'?: (string);
  'undo'?: (boolean);
}

export interface Cancel__Output {
  'lease': (_quorate_v1_LeaseId__Output | null);
  'reason': (string);
  'undo': (boolean);
}
