// Original file: proto/quorate/v1/admin.proto

import type { Long } from '@grpc/proto-loader';

export interface BootstrapResponse {
  'run'?: (string);
  'since'?: (number | string | Long);
  'resumed'?: (boolean);
}

export interface BootstrapResponse__Output {
  'run': (string);
  'since': (string);
  'resumed': (boolean);
}
