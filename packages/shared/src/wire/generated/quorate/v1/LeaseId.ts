// Original file: proto/quorate/v1/control.proto

import type { Long } from '@grpc/proto-loader';

export interface LeaseId {
  'run'?: (string);
  'epoch'?: (number | string | Long);
  'step'?: (string);
  'attempt'?: (number);
}

export interface LeaseId__Output {
  'run': (string);
  'epoch': (string);
  'step': (string);
  'attempt': (number);
}
