// Original file: proto/quorate/v1/control.proto

import type { Long } from '@grpc/proto-loader';

export interface EtcdHealth {
  'configured'?: (boolean);
  'healthy'?: (boolean);
  'memberId'?: (string);
  'clusterId'?: (string);
  'leader'?: (boolean);
  'databaseBytes'?: (number | string | Long);
  'problem'?: (string);
}

export interface EtcdHealth__Output {
  'configured': (boolean);
  'healthy': (boolean);
  'memberId': (string);
  'clusterId': (string);
  'leader': (boolean);
  'databaseBytes': (string);
  'problem': (string);
}
