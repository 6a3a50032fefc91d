// Original file: proto/quorate/v1/control.proto

import type { ClockEstimate as _quorate_v1_ClockEstimate, ClockEstimate__Output as _quorate_v1_ClockEstimate__Output } from '../../quorate/v1/ClockEstimate.ts';
import type { UnitStatus as _quorate_v1_UnitStatus, UnitStatus__Output as _quorate_v1_UnitStatus__Output } from '../../quorate/v1/UnitStatus.ts';
import type { EtcdHealth as _quorate_v1_EtcdHealth, EtcdHealth__Output as _quorate_v1_EtcdHealth__Output } from '../../quorate/v1/EtcdHealth.ts';
import type { Long } from '@grpc/proto-loader';

export interface Heartbeat {
  'sequence'?: (number | string | Long);
  'bootId'?: (string);
  'sentMonoNs'?: (number | string | Long);
  'sentWallNs'?: (number | string | Long);
  'clock'?: (_quorate_v1_ClockEstimate | null);
  'load1'?: (number | string);
  'memoryTotalBytes'?: (number | string | Long);
  'memoryAvailableBytes'?: (number | string | Long);
  'diskTotalBytes'?: (number | string | Long);
  'diskAvailableBytes'?: (number | string | Long);
  'units'?: (_quorate_v1_UnitStatus)[];
  'vipHeld'?: (boolean);
  'etcd'?: (_quorate_v1_EtcdHealth | null);
  'agentMemoryBytes'?: (number | string | Long);
}

export interface Heartbeat__Output {
  'sequence': (string);
  'bootId': (string);
  'sentMonoNs': (string);
  'sentWallNs': (string);
  'clock': (_quorate_v1_ClockEstimate__Output | null);
  'load1': (number);
  'memoryTotalBytes': (string);
  'memoryAvailableBytes': (string);
  'diskTotalBytes': (string);
  'diskAvailableBytes': (string);
  'units': (_quorate_v1_UnitStatus__Output)[];
  'vipHeld': (boolean);
  'etcd': (_quorate_v1_EtcdHealth__Output | null);
  'agentMemoryBytes': (string);
}
