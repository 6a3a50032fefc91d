// Original file: proto/quorate/v1/admin.proto

import type { Long } from '@grpc/proto-loader';

export interface WatchEventsRequest {
  'since'?: (number | string | Long);
  'follow'?: (boolean);
  'run'?: (string);
}

export interface WatchEventsRequest__Output {
  'since': (string);
  'follow': (boolean);
  'run': (string);
}
