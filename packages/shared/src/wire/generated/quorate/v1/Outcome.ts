// Original file: proto/quorate/v1/control.proto

export const Outcome = {
  OUTCOME_UNSPECIFIED: 'OUTCOME_UNSPECIFIED',
  OUTCOME_UNCHANGED: 'OUTCOME_UNCHANGED',
  OUTCOME_CHANGED: 'OUTCOME_CHANGED',
  OUTCOME_FAILED: 'OUTCOME_FAILED',
  OUTCOME_CANCELED: 'OUTCOME_CANCELED',
  OUTCOME_LOST: 'OUTCOME_LOST',
} as const;

export type Outcome =
  | 'OUTCOME_UNSPECIFIED'
  | 0
  | 'OUTCOME_UNCHANGED'
  | 1
  | 'OUTCOME_CHANGED'
  | 2
  | 'OUTCOME_FAILED'
  | 3
  | 'OUTCOME_CANCELED'
  | 4
  | 'OUTCOME_LOST'
  | 5

export type Outcome__Output = typeof Outcome[keyof typeof Outcome]
