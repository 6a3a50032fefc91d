// Original file: proto/quorate/v1/admin.proto

import type { Long } from '@grpc/proto-loader';

export interface ResetResponse {
  'run'?: (string);
  'since'?: (number | string | Long);
  'resumed'?: (boolean);
}

export interface ResetResponse__Output {
  'run': (string);
  'since': (string);
  'resumed': (boolean);
}
