// Original file: proto/quorate/v1/control.proto

import type { Welcome as _quorate_v1_Welcome, Welcome__Output as _quorate_v1_Welcome__Output } from '../../quorate/v1/Welcome.ts';
import type { HeartbeatAck as _quorate_v1_HeartbeatAck, HeartbeatAck__Output as _quorate_v1_HeartbeatAck__Output } from '../../quorate/v1/HeartbeatAck.ts';
import type { FactsRequest as _quorate_v1_FactsRequest, FactsRequest__Output as _quorate_v1_FactsRequest__Output } from '../../quorate/v1/FactsRequest.ts';
import type { Lease as _quorate_v1_Lease, Lease__Output as _quorate_v1_Lease__Output } from '../../quorate/v1/Lease.ts';
import type { Fire as _quorate_v1_Fire, Fire__Output as _quorate_v1_Fire__Output } from '../../quorate/v1/Fire.ts';
import type { Cancel as _quorate_v1_Cancel, Cancel__Output as _quorate_v1_Cancel__Output } from '../../quorate/v1/Cancel.ts';
import type { Certificate as _quorate_v1_Certificate, Certificate__Output as _quorate_v1_Certificate__Output } from '../../quorate/v1/Certificate.ts';
import type { Renewal as _quorate_v1_Renewal, Renewal__Output as _quorate_v1_Renewal__Output } from '../../quorate/v1/Renewal.ts';

export interface ConnectResponse {
  'welcome'?: (_quorate_v1_Welcome | null);
  'heartbeatAck'?: (_quorate_v1_HeartbeatAck | null);
  'factsRequest'?: (_quorate_v1_FactsRequest | null);
  'lease'?: (_quorate_v1_Lease | null);
  'fire'?: (_quorate_v1_Fire | null);
  'cancel'?: (_quorate_v1_Cancel | null);
  'certificate'?: (_quorate_v1_Certificate | null);
  'renewal'?: (_quorate_v1_Renewal | null);
  'message'?: "welcome"|"heartbeatAck"|"factsRequest"|"lease"|"fire"|"cancel"|"certificate"|"renewal";
}

export interface ConnectResponse__Output {
  'welcome'?: (_quorate_v1_Welcome__Output | null);
  'heartbeatAck'?: (_quorate_v1_HeartbeatAck__Output | null);
  'factsRequest'?: (_quorate_v1_FactsRequest__Output | null);
  'lease'?: (_quorate_v1_Lease__Output | null);
  'fire'?: (_quorate_v1_Fire__Output | null);
  'cancel'?: (_quorate_v1_Cancel__Output | null);
  'certificate'?: (_quorate_v1_Certificate__Output | null);
  'renewal'?: (_quorate_v1_Renewal__Output | null);
  'message'?: "welcome"|"heartbeatAck"|"factsRequest"|"lease"|"fire"|"cancel"|"certificate"|"renewal";
}
