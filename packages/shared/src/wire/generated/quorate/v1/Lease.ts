// Original file: proto/quorate/v1/control.proto

import type { LeaseMode as _quorate_v1_LeaseMode, LeaseMode__Output as _quorate_v1_LeaseMode__Output } from '../../quorate/v1/LeaseMode.ts';
import type { Long } from '@grpc/proto-loader';

export interface Lease {
  'run'?: (string);
  'epoch'?: (number | string | Long);
  'step'?: (string);
  'attempt'?: (number);
  'mode'?: (_quorate_v1_LeaseMode);
  'kind'?: (string);
  'inputJson'?: (string);
  'timeoutMs'?: (number);
  'barrier'?: (boolean);
  'secrets'?: ({[key: string]: Buffer | Uint8Array | string});
}

export interface Lease__Output {
  'run': (string);
  'epoch': (string);
  'step': (string);
  'attempt': (number);
  'mode': (_quorate_v1_LeaseMode__Output);
  'kind': (string);
  'inputJson': (string);
  'timeoutMs': (number);
  'barrier': (boolean);
  'secrets': ({[key: string]: Buffer});
}
