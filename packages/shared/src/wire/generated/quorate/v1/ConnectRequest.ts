// Original file: proto/quorate/v1/control.proto

import type { Hello as _quorate_v1_Hello, Hello__Output as _quorate_v1_Hello__Output } from '../../quorate/v1/Hello.ts';
import type { Heartbeat as _quorate_v1_Heartbeat, Heartbeat__Output as _quorate_v1_Heartbeat__Output } from '../../quorate/v1/Heartbeat.ts';
import type { FactsReport as _quorate_v1_FactsReport, FactsReport__Output as _quorate_v1_FactsReport__Output } from '../../quorate/v1/FactsReport.ts';
import type { LeaseReport as _quorate_v1_LeaseReport, LeaseReport__Output as _quorate_v1_LeaseReport__Output } from '../../quorate/v1/LeaseReport.ts';
import type { CertificateRequest as _quorate_v1_CertificateRequest, CertificateRequest__Output as _quorate_v1_CertificateRequest__Output } from '../../quorate/v1/CertificateRequest.ts';
import type { RenewalRequest as _quorate_v1_RenewalRequest, RenewalRequest__Output as _quorate_v1_RenewalRequest__Output } from '../../quorate/v1/RenewalRequest.ts';
import type { RenewalDone as _quorate_v1_RenewalDone, RenewalDone__Output as _quorate_v1_RenewalDone__Output } from '../../quorate/v1/RenewalDone.ts';

export interface ConnectRequest {
  'hello'?: (_quorate_v1_Hello | null);
  'heartbeat'?: (_quorate_v1_Heartbeat | null);
  'facts'?: (_quorate_v1_FactsReport | null);
  'report'?: (_quorate_v1_LeaseReport | null);
  'certificateRequest'?: (_quorate_v1_CertificateRequest | null);
  'renewalRequest'?: (_quorate_v1_RenewalRequest | null);
  'renewalDone'?: (_quorate_v1_RenewalDone | null);
  'message'?: "hello"|"heartbeat"|"facts"|"report"|"certificateRequest"|"renewalRequest"|"renewalDone";
}

export interface ConnectRequest__Output {
  'hello'?: (_quorate_v1_Hello__Output | null);
  'heartbeat'?: (_quorate_v1_Heartbeat__Output | null);
  'facts'?: (_quorate_v1_FactsReport__Output | null);
  'report'?: (_quorate_v1_LeaseReport__Output | null);
  'certificateRequest'?: (_quorate_v1_CertificateRequest__Output | null);
  'renewalRequest'?: (_quorate_v1_RenewalRequest__Output | null);
  'renewalDone'?: (_quorate_v1_RenewalDone__Output | null);
  'message'?: "hello"|"heartbeat"|"facts"|"report"|"certificateRequest"|"renewalRequest"|"renewalDone";
}
