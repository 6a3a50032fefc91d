// Original file: proto/quorate/v1/control.proto

export const UnitState = {
  UNIT_STATE_UNSPECIFIED: 'UNIT_STATE_UNSPECIFIED',
  UNIT_STATE_ABSENT: 'UNIT_STATE_ABSENT',
  UNIT_STATE_STOPPED: 'UNIT_STATE_STOPPED',
  UNIT_STATE_RUNNING: 'UNIT_STATE_RUNNING',
  UNIT_STATE_FAILED: 'UNIT_STATE_FAILED',
} as const;

export type UnitState =
  | 'UNIT_STATE_UNSPECIFIED'
  | 0
  | 'UNIT_STATE_ABSENT'
  | 1
  | 'UNIT_STATE_STOPPED'
  | 2
  | 'UNIT_STATE_RUNNING'
  | 3
  | 'UNIT_STATE_FAILED'
  | 4

export type UnitState__Output = typeof UnitState[keyof typeof UnitState]
