// Original file: proto/quorate/v1/admin.proto

import type { Long } from '@grpc/proto-loader';

export interface AbortResponse {
  'run'?: (string);
  'since'?: (number | string | Long);
}

export interface AbortResponse__Output {
  'run': (string);
  'since': (string);
}
