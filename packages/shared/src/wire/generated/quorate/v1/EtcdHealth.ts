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
  'leaderChanges'?: (number | string | Long);
  'fsyncP99Ms'?: (number | string);
}

export interface EtcdHealth__Output {
  'configured': (boolean);
  'healthy': (boolean);
  'memberId': (string);
  'clusterId': (string);
  'leader': (boolean);
  'databaseBytes': (string);
  'problem': (string);
  'leaderChanges': (string);
  'fsyncP99Ms': (number);
}
