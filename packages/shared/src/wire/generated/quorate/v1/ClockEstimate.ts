// Original file: proto/quorate/v1/control.proto

import type { Long } from '@grpc/proto-loader';

export interface ClockEstimate {
  'monoOffsetNs'?: (number | string | Long);
  'wallOffsetNs'?: (number | string | Long);
  'errorNs'?: (number | string | Long);
  'samples'?: (number);
}

export interface ClockEstimate__Output {
  'monoOffsetNs': (string);
  'wallOffsetNs': (string);
  'errorNs': (string);
  'samples': (number);
}
