// Original file: proto/quorate/v1/control.proto

import type { UnitState as _quorate_v1_UnitState, UnitState__Output as _quorate_v1_UnitState__Output } from '../../quorate/v1/UnitState.ts';

export interface UnitStatus {
  'name'?: (string);
  'state'?: (_quorate_v1_UnitState);
}

export interface UnitStatus__Output {
  'name': (string);
  'state': (_quorate_v1_UnitState__Output);
}
