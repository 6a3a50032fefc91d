// Original file: proto/quorate/v1/control.proto

import type { Failure as _quorate_v1_Failure, Failure__Output as _quorate_v1_Failure__Output } from '../../quorate/v1/Failure.ts';

export interface Renewal {
  'certificatePem'?: (string);
  'failure'?: (_quorate_v1_Failure | null);
}

export interface Renewal__Output {
  'certificatePem': (string);
  'failure': (_quorate_v1_Failure__Output | null);
}
