// Original file: proto/quorate/v1/control.proto

import type { Long } from '@grpc/proto-loader';

export interface Hello {
  'agentVersion'?: (string);
  'protocol'?: (number);
  'bootId'?: (string);
  'epoch'?: (number | string | Long);
}

export interface Hello__Output {
  'agentVersion': (string);
  'protocol': (number);
  'bootId': (string);
  'epoch': (string);
}
