import type * as grpc from '@grpc/grpc-js';
import type { EnumTypeDefinition, MessageTypeDefinition } from '@grpc/proto-loader';

import type { Accepted as _quorate_v1_Accepted, Accepted__Output as _quorate_v1_Accepted__Output } from './quorate/v1/Accepted.ts';
import type { Armed as _quorate_v1_Armed, Armed__Output as _quorate_v1_Armed__Output } from './quorate/v1/Armed.ts';
import type { Cancel as _quorate_v1_Cancel, Cancel__Output as _quorate_v1_Cancel__Output } from './quorate/v1/Cancel.ts';
import type { Certificate as _quorate_v1_Certificate, Certificate__Output as _quorate_v1_Certificate__Output } from './quorate/v1/Certificate.ts';
import type { CertificateRequest as _quorate_v1_CertificateRequest, CertificateRequest__Output as _quorate_v1_CertificateRequest__Output } from './quorate/v1/CertificateRequest.ts';
import type { ClockEstimate as _quorate_v1_ClockEstimate, ClockEstimate__Output as _quorate_v1_ClockEstimate__Output } from './quorate/v1/ClockEstimate.ts';
import type { ConnectRequest as _quorate_v1_ConnectRequest, ConnectRequest__Output as _quorate_v1_ConnectRequest__Output } from './quorate/v1/ConnectRequest.ts';
import type { ConnectResponse as _quorate_v1_ConnectResponse, ConnectResponse__Output as _quorate_v1_ConnectResponse__Output } from './quorate/v1/ConnectResponse.ts';
import type { ControlServiceClient as _quorate_v1_ControlServiceClient, ControlServiceDefinition as _quorate_v1_ControlServiceDefinition } from './quorate/v1/ControlService.ts';
import type { Drift as _quorate_v1_Drift, Drift__Output as _quorate_v1_Drift__Output } from './quorate/v1/Drift.ts';
import type { EtcdHealth as _quorate_v1_EtcdHealth, EtcdHealth__Output as _quorate_v1_EtcdHealth__Output } from './quorate/v1/EtcdHealth.ts';
import type { FactsReport as _quorate_v1_FactsReport, FactsReport__Output as _quorate_v1_FactsReport__Output } from './quorate/v1/FactsReport.ts';
import type { FactsRequest as _quorate_v1_FactsRequest, FactsRequest__Output as _quorate_v1_FactsRequest__Output } from './quorate/v1/FactsRequest.ts';
import type { Failure as _quorate_v1_Failure, Failure__Output as _quorate_v1_Failure__Output } from './quorate/v1/Failure.ts';
import type { FetchFileRequest as _quorate_v1_FetchFileRequest, FetchFileRequest__Output as _quorate_v1_FetchFileRequest__Output } from './quorate/v1/FetchFileRequest.ts';
import type { FetchFileResponse as _quorate_v1_FetchFileResponse, FetchFileResponse__Output as _quorate_v1_FetchFileResponse__Output } from './quorate/v1/FetchFileResponse.ts';
import type { Finished as _quorate_v1_Finished, Finished__Output as _quorate_v1_Finished__Output } from './quorate/v1/Finished.ts';
import type { Fire as _quorate_v1_Fire, Fire__Output as _quorate_v1_Fire__Output } from './quorate/v1/Fire.ts';
import type { Heartbeat as _quorate_v1_Heartbeat, Heartbeat__Output as _quorate_v1_Heartbeat__Output } from './quorate/v1/Heartbeat.ts';
import type { HeartbeatAck as _quorate_v1_HeartbeatAck, HeartbeatAck__Output as _quorate_v1_HeartbeatAck__Output } from './quorate/v1/HeartbeatAck.ts';
import type { Hello as _quorate_v1_Hello, Hello__Output as _quorate_v1_Hello__Output } from './quorate/v1/Hello.ts';
import type { Lease as _quorate_v1_Lease, Lease__Output as _quorate_v1_Lease__Output } from './quorate/v1/Lease.ts';
import type { LeaseId as _quorate_v1_LeaseId, LeaseId__Output as _quorate_v1_LeaseId__Output } from './quorate/v1/LeaseId.ts';
import type { LeaseReport as _quorate_v1_LeaseReport, LeaseReport__Output as _quorate_v1_LeaseReport__Output } from './quorate/v1/LeaseReport.ts';
import type { Mark as _quorate_v1_Mark, Mark__Output as _quorate_v1_Mark__Output } from './quorate/v1/Mark.ts';
import type { OutputLines as _quorate_v1_OutputLines, OutputLines__Output as _quorate_v1_OutputLines__Output } from './quorate/v1/OutputLines.ts';
import type { Renewal as _quorate_v1_Renewal, Renewal__Output as _quorate_v1_Renewal__Output } from './quorate/v1/Renewal.ts';
import type { RenewalDone as _quorate_v1_RenewalDone, RenewalDone__Output as _quorate_v1_RenewalDone__Output } from './quorate/v1/RenewalDone.ts';
import type { RenewalRequest as _quorate_v1_RenewalRequest, RenewalRequest__Output as _quorate_v1_RenewalRequest__Output } from './quorate/v1/RenewalRequest.ts';
import type { UnitStatus as _quorate_v1_UnitStatus, UnitStatus__Output as _quorate_v1_UnitStatus__Output } from './quorate/v1/UnitStatus.ts';
import type { Welcome as _quorate_v1_Welcome, Welcome__Output as _quorate_v1_Welcome__Output } from './quorate/v1/Welcome.ts';

type SubtypeConstructor<Constructor extends new (...args: any) => any, Subtype> = {
  new(...args: ConstructorParameters<Constructor>): Subtype;
};

export interface ProtoGrpcType {
  quorate: {
    v1: {
      Accepted: MessageTypeDefinition<_quorate_v1_Accepted, _quorate_v1_Accepted__Output>
      Armed: MessageTypeDefinition<_quorate_v1_Armed, _quorate_v1_Armed__Output>
      Cancel: MessageTypeDefinition<_quorate_v1_Cancel, _quorate_v1_Cancel__Output>
      Certificate: MessageTypeDefinition<_quorate_v1_Certificate, _quorate_v1_Certificate__Output>
      CertificateRequest: MessageTypeDefinition<_quorate_v1_CertificateRequest, _quorate_v1_CertificateRequest__Output>
      ClockEstimate: MessageTypeDefinition<_quorate_v1_ClockEstimate, _quorate_v1_ClockEstimate__Output>
      ConnectRequest: MessageTypeDefinition<_quorate_v1_ConnectRequest, _quorate_v1_ConnectRequest__Output>
      ConnectResponse: MessageTypeDefinition<_quorate_v1_ConnectResponse, _quorate_v1_ConnectResponse__Output>
      ControlService: SubtypeConstructor<typeof grpc.Client, _quorate_v1_ControlServiceClient> & { service: _quorate_v1_ControlServiceDefinition }
      Drift: MessageTypeDefinition<_quorate_v1_Drift, _quorate_v1_Drift__Output>
      EtcdHealth: MessageTypeDefinition<_quorate_v1_EtcdHealth, _quorate_v1_EtcdHealth__Output>
      FactsReport: MessageTypeDefinition<_quorate_v1_FactsReport, _quorate_v1_FactsReport__Output>
      FactsRequest: MessageTypeDefinition<_quorate_v1_FactsRequest, _quorate_v1_FactsRequest__Output>
      Failure: MessageTypeDefinition<_quorate_v1_Failure, _quorate_v1_Failure__Output>
      FetchFileRequest: MessageTypeDefinition<_quorate_v1_FetchFileRequest, _quorate_v1_FetchFileRequest__Output>
      FetchFileResponse: MessageTypeDefinition<_quorate_v1_FetchFileResponse, _quorate_v1_FetchFileResponse__Output>
      Finished: MessageTypeDefinition<_quorate_v1_Finished, _quorate_v1_Finished__Output>
      Fire: MessageTypeDefinition<_quorate_v1_Fire, _quorate_v1_Fire__Output>
      Heartbeat: MessageTypeDefinition<_quorate_v1_Heartbeat, _quorate_v1_Heartbeat__Output>
      HeartbeatAck: MessageTypeDefinition<_quorate_v1_HeartbeatAck, _quorate_v1_HeartbeatAck__Output>
      Hello: MessageTypeDefinition<_quorate_v1_Hello, _quorate_v1_Hello__Output>
      Lease: MessageTypeDefinition<_quorate_v1_Lease, _quorate_v1_Lease__Output>
      LeaseId: MessageTypeDefinition<_quorate_v1_LeaseId, _quorate_v1_LeaseId__Output>
      LeaseMode: EnumTypeDefinition
      LeaseReport: MessageTypeDefinition<_quorate_v1_LeaseReport, _quorate_v1_LeaseReport__Output>
      Mark: MessageTypeDefinition<_quorate_v1_Mark, _quorate_v1_Mark__Output>
      Outcome: EnumTypeDefinition
      OutputLines: MessageTypeDefinition<_quorate_v1_OutputLines, _quorate_v1_OutputLines__Output>
      Renewal: MessageTypeDefinition<_quorate_v1_Renewal, _quorate_v1_Renewal__Output>
      RenewalDone: MessageTypeDefinition<_quorate_v1_RenewalDone, _quorate_v1_RenewalDone__Output>
      RenewalRequest: MessageTypeDefinition<_quorate_v1_RenewalRequest, _quorate_v1_RenewalRequest__Output>
      UnitState: EnumTypeDefinition
      UnitStatus: MessageTypeDefinition<_quorate_v1_UnitStatus, _quorate_v1_UnitStatus__Output>
      Welcome: MessageTypeDefinition<_quorate_v1_Welcome, _quorate_v1_Welcome__Output>
    }
  }
}

