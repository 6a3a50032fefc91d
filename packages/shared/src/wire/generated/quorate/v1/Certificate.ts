// Original file: proto/quorate/v1/control.proto

import type { LeaseId as _quorate_v1_LeaseId, LeaseId__Output as _quorate_v1_LeaseId__Output } from '../../quorate/v1/LeaseId.ts';
import type { Failure as _quorate_v1_Failure, Failure__Output as _quorate_v1_Failure__Output } from '../../quorate/v1/Failure.ts';

export interface Certificate {
  'lease'?: (_quorate_v1_LeaseId | null);
  'role'?: (string);
  'certificatePem'?: (string);
  'caPem'?: (string);
  'failure'?: (_quorate_v1_Failure | null);
}

export interface Certificate__Output {
  'lease': (_quorate_v1_LeaseId__Output | null);
  'role': (string);
  'certificatePem': (string);
  'caPem': (string);
  'failure': (_quorate_v1_Failure__Output | null);
}
