// Original file: proto/quorate/v1/control.proto

export const LeaseMode = {
  LEASE_MODE_UNSPECIFIED: 'LEASE_MODE_UNSPECIFIED',
  LEASE_MODE_PROBE: 'LEASE_MODE_PROBE',
  LEASE_MODE_RUN: 'LEASE_MODE_RUN',
  LEASE_MODE_CHECK: 'LEASE_MODE_CHECK',
} as const;

export type LeaseMode =
  | 'LEASE_MODE_UNSPECIFIED'
  | 0
  | 'LEASE_MODE_PROBE'
  | 1
  | 'LEASE_MODE_RUN'
  | 2
  | 'LEASE_MODE_CHECK'
  | 3

export type LeaseMode__Output = typeof LeaseMode[keyof typeof LeaseMode]
