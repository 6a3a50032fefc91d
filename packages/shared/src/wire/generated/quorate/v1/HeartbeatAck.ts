// Original file: proto/quorate/v1/control.proto

import type { Long } from '@grpc/proto-loader';

export interface HeartbeatAck {
  'sequence'?: (number | string | Long);
  'receivedMonoNs'?: (number | string | Long);
  'receivedWallNs'?: (number | string | Long);
  'sentMonoNs'?: (number | string | Long);
  'sentWallNs'?: (number | string | Long);
}

export interface HeartbeatAck__Output {
  'sequence': (string);
  'receivedMonoNs': (string);
  'receivedWallNs': (string);
  'sentMonoNs': (string);
  'sentWallNs': (string);
}
