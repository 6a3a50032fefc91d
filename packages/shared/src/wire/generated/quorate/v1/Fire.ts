// Original file: proto/quorate/v1/control.proto

import type { LeaseId as _quorate_v1_LeaseId, LeaseId__Output as _quorate_v1_LeaseId__Output } from '../../quorate/v1/LeaseId.ts';

export interface Fire {
  'lease'?: (_quorate_v1_LeaseId | null);
}

export interface Fire__Output {
  'lease': (_quorate_v1_LeaseId__Output | null);
}
