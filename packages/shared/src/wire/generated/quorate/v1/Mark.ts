// Original file: proto/quorate/v1/control.proto

import type { Long } from '@grpc/proto-loader';

export interface Mark {
  'name'?: (string);
  'atNs'?: (number | string | Long);
  'errorNs'?: (number | string | Long);
}

export interface Mark__Output {
  'name': (string);
  'atNs': (string);
  'errorNs': (string);
}
