// Original file: proto/quorate/v1/control.proto

import type { Long } from '@grpc/proto-loader';

export interface Welcome {
  'epoch'?: (number | string | Long);
  'cluster'?: (string);
  'heartbeatIntervalMs'?: (number);
  'instance'?: (string);
}

export interface Welcome__Output {
  'epoch': (string);
  'cluster': (string);
  'heartbeatIntervalMs': (number);
  'instance': (string);
}
