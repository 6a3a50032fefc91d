// Original file: proto/quorate/v1/admin.proto

import type { Long } from '@grpc/proto-loader';

export interface WatchEventsResponse {
  'seq'?: (number | string | Long);
  'at'?: (string);
  'eventJson'?: (string);
}

export interface WatchEventsResponse__Output {
  'seq': (string);
  'at': (string);
  'eventJson': (string);
}
