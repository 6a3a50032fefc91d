// Original file: proto/quorate/v1/control.proto

import type { LeaseId as _quorate_v1_LeaseId, LeaseId__Output as _quorate_v1_LeaseId__Output } from '../../quorate/v1/LeaseId.ts';

export interface CertificateRequest {
  'lease'?: (_quorate_v1_LeaseId | null);
  'role'?: (string);
  'publicKey'?: (Buffer | Uint8Array | string);
  'signature'?: (Buffer | Uint8Array | string);
}

export interface CertificateRequest__Output {
  'lease': (_quorate_v1_LeaseId__Output | null);
  'role': (string);
  'publicKey': (Buffer);
  'signature': (Buffer);
}
