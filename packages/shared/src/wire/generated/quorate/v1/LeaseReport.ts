// Original file: proto/quorate/v1/control.proto

import type { LeaseId as _quorate_v1_LeaseId, LeaseId__Output as _quorate_v1_LeaseId__Output } from '../../quorate/v1/LeaseId.ts';
import type { Accepted as _quorate_v1_Accepted, Accepted__Output as _quorate_v1_Accepted__Output } from '../../quorate/v1/Accepted.ts';
import type { Armed as _quorate_v1_Armed, Armed__Output as _quorate_v1_Armed__Output } from '../../quorate/v1/Armed.ts';
import type { Mark as _quorate_v1_Mark, Mark__Output as _quorate_v1_Mark__Output } from '../../quorate/v1/Mark.ts';
import type { OutputLines as _quorate_v1_OutputLines, OutputLines__Output as _quorate_v1_OutputLines__Output } from '../../quorate/v1/OutputLines.ts';
import type { Finished as _quorate_v1_Finished, Finished__Output as _quorate_v1_Finished__Output } from '../../quorate/v1/Finished.ts';

export interface LeaseReport {
  'lease'?: (_quorate_v1_LeaseId | null);
  'accepted'?: (_quorate_v1_Accepted | null);
  'armed'?: (_quorate_v1_Armed | null);
  'mark'?: (_quorate_v1_Mark | null);
  'output'?: (_quorate_v1_OutputLines | null);
  'finished'?: (_quorate_v1_Finished | null);
  'report'?: "accepted"|"armed"|"mark"|"output"|"finished";
}

export interface LeaseReport__Output {
  'lease': (_quorate_v1_LeaseId__Output | null);
  'accepted'?: (_quorate_v1_Accepted__Output | null);
  'armed'?: (_quorate_v1_Armed__Output | null);
  'mark'?: (_quorate_v1_Mark__Output | null);
  'output'?: (_quorate_v1_OutputLines__Output | null);
  'finished'?: (_quorate_v1_Finished__Output | null);
  'report'?: "accepted"|"armed"|"mark"|"output"|"finished";
}
