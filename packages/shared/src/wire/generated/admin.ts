import type * as grpc from '@grpc/grpc-js';
import type { MessageTypeDefinition } from '@grpc/proto-loader';

import type { AbortRequest as _quorate_v1_AbortRequest, AbortRequest__Output as _quorate_v1_AbortRequest__Output } from './quorate/v1/AbortRequest.ts';
import type { AbortResponse as _quorate_v1_AbortResponse, AbortResponse__Output as _quorate_v1_AbortResponse__Output } from './quorate/v1/AbortResponse.ts';
import type { AdminServiceClient as _quorate_v1_AdminServiceClient, AdminServiceDefinition as _quorate_v1_AdminServiceDefinition } from './quorate/v1/AdminService.ts';
import type { BootstrapRequest as _quorate_v1_BootstrapRequest, BootstrapRequest__Output as _quorate_v1_BootstrapRequest__Output } from './quorate/v1/BootstrapRequest.ts';
import type { BootstrapResponse as _quorate_v1_BootstrapResponse, BootstrapResponse__Output as _quorate_v1_BootstrapResponse__Output } from './quorate/v1/BootstrapResponse.ts';
import type { CreateTokenRequest as _quorate_v1_CreateTokenRequest, CreateTokenRequest__Output as _quorate_v1_CreateTokenRequest__Output } from './quorate/v1/CreateTokenRequest.ts';
import type { CreateTokenResponse as _quorate_v1_CreateTokenResponse, CreateTokenResponse__Output as _quorate_v1_CreateTokenResponse__Output } from './quorate/v1/CreateTokenResponse.ts';
import type { DiagnoseRequest as _quorate_v1_DiagnoseRequest, DiagnoseRequest__Output as _quorate_v1_DiagnoseRequest__Output } from './quorate/v1/DiagnoseRequest.ts';
import type { DiagnoseResponse as _quorate_v1_DiagnoseResponse, DiagnoseResponse__Output as _quorate_v1_DiagnoseResponse__Output } from './quorate/v1/DiagnoseResponse.ts';
import type { GetStatusRequest as _quorate_v1_GetStatusRequest, GetStatusRequest__Output as _quorate_v1_GetStatusRequest__Output } from './quorate/v1/GetStatusRequest.ts';
import type { GetStatusResponse as _quorate_v1_GetStatusResponse, GetStatusResponse__Output as _quorate_v1_GetStatusResponse__Output } from './quorate/v1/GetStatusResponse.ts';
import type { IssueKubeconfigRequest as _quorate_v1_IssueKubeconfigRequest, IssueKubeconfigRequest__Output as _quorate_v1_IssueKubeconfigRequest__Output } from './quorate/v1/IssueKubeconfigRequest.ts';
import type { IssueKubeconfigResponse as _quorate_v1_IssueKubeconfigResponse, IssueKubeconfigResponse__Output as _quorate_v1_IssueKubeconfigResponse__Output } from './quorate/v1/IssueKubeconfigResponse.ts';
import type { PlanRequest as _quorate_v1_PlanRequest, PlanRequest__Output as _quorate_v1_PlanRequest__Output } from './quorate/v1/PlanRequest.ts';
import type { PlanResponse as _quorate_v1_PlanResponse, PlanResponse__Output as _quorate_v1_PlanResponse__Output } from './quorate/v1/PlanResponse.ts';
import type { ReadLogsRequest as _quorate_v1_ReadLogsRequest, ReadLogsRequest__Output as _quorate_v1_ReadLogsRequest__Output } from './quorate/v1/ReadLogsRequest.ts';
import type { ReadLogsResponse as _quorate_v1_ReadLogsResponse, ReadLogsResponse__Output as _quorate_v1_ReadLogsResponse__Output } from './quorate/v1/ReadLogsResponse.ts';
import type { ResetRequest as _quorate_v1_ResetRequest, ResetRequest__Output as _quorate_v1_ResetRequest__Output } from './quorate/v1/ResetRequest.ts';
import type { ResetResponse as _quorate_v1_ResetResponse, ResetResponse__Output as _quorate_v1_ResetResponse__Output } from './quorate/v1/ResetResponse.ts';
import type { ResumeRequest as _quorate_v1_ResumeRequest, ResumeRequest__Output as _quorate_v1_ResumeRequest__Output } from './quorate/v1/ResumeRequest.ts';
import type { ResumeResponse as _quorate_v1_ResumeResponse, ResumeResponse__Output as _quorate_v1_ResumeResponse__Output } from './quorate/v1/ResumeResponse.ts';
import type { RevokeHostRequest as _quorate_v1_RevokeHostRequest, RevokeHostRequest__Output as _quorate_v1_RevokeHostRequest__Output } from './quorate/v1/RevokeHostRequest.ts';
import type { RevokeHostResponse as _quorate_v1_RevokeHostResponse, RevokeHostResponse__Output as _quorate_v1_RevokeHostResponse__Output } from './quorate/v1/RevokeHostResponse.ts';
import type { WatchEventsRequest as _quorate_v1_WatchEventsRequest, WatchEventsRequest__Output as _quorate_v1_WatchEventsRequest__Output } from './quorate/v1/WatchEventsRequest.ts';
import type { WatchEventsResponse as _quorate_v1_WatchEventsResponse, WatchEventsResponse__Output as _quorate_v1_WatchEventsResponse__Output } from './quorate/v1/WatchEventsResponse.ts';

type SubtypeConstructor<Constructor extends new (...args: any) => any, Subtype> = {
  new(...args: ConstructorParameters<Constructor>): Subtype;
};

export interface ProtoGrpcType {
  quorate: {
    v1: {
      AbortRequest: MessageTypeDefinition<_quorate_v1_AbortRequest, _quorate_v1_AbortRequest__Output>
      AbortResponse: MessageTypeDefinition<_quorate_v1_AbortResponse, _quorate_v1_AbortResponse__Output>
      AdminService: SubtypeConstructor<typeof grpc.Client, _quorate_v1_AdminServiceClient> & { service: _quorate_v1_AdminServiceDefinition }
      BootstrapRequest: MessageTypeDefinition<_quorate_v1_BootstrapRequest, _quorate_v1_BootstrapRequest__Output>
      BootstrapResponse: MessageTypeDefinition<_quorate_v1_BootstrapResponse, _quorate_v1_BootstrapResponse__Output>
      CreateTokenRequest: MessageTypeDefinition<_quorate_v1_CreateTokenRequest, _quorate_v1_CreateTokenRequest__Output>
      CreateTokenResponse: MessageTypeDefinition<_quorate_v1_CreateTokenResponse, _quorate_v1_CreateTokenResponse__Output>
      DiagnoseRequest: MessageTypeDefinition<_quorate_v1_DiagnoseRequest, _quorate_v1_DiagnoseRequest__Output>
      DiagnoseResponse: MessageTypeDefinition<_quorate_v1_DiagnoseResponse, _quorate_v1_DiagnoseResponse__Output>
      GetStatusRequest: MessageTypeDefinition<_quorate_v1_GetStatusRequest, _quorate_v1_GetStatusRequest__Output>
      GetStatusResponse: MessageTypeDefinition<_quorate_v1_GetStatusResponse, _quorate_v1_GetStatusResponse__Output>
      IssueKubeconfigRequest: MessageTypeDefinition<_quorate_v1_IssueKubeconfigRequest, _quorate_v1_IssueKubeconfigRequest__Output>
      IssueKubeconfigResponse: MessageTypeDefinition<_quorate_v1_IssueKubeconfigResponse, _quorate_v1_IssueKubeconfigResponse__Output>
      PlanRequest: MessageTypeDefinition<_quorate_v1_PlanRequest, _quorate_v1_PlanRequest__Output>
      PlanResponse: MessageTypeDefinition<_quorate_v1_PlanResponse, _quorate_v1_PlanResponse__Output>
      ReadLogsRequest: MessageTypeDefinition<_quorate_v1_ReadLogsRequest, _quorate_v1_ReadLogsRequest__Output>
      ReadLogsResponse: MessageTypeDefinition<_quorate_v1_ReadLogsResponse, _quorate_v1_ReadLogsResponse__Output>
      ResetRequest: MessageTypeDefinition<_quorate_v1_ResetRequest, _quorate_v1_ResetRequest__Output>
      ResetResponse: MessageTypeDefinition<_quorate_v1_ResetResponse, _quorate_v1_ResetResponse__Output>
      ResumeRequest: MessageTypeDefinition<_quorate_v1_ResumeRequest, _quorate_v1_ResumeRequest__Output>
      ResumeResponse: MessageTypeDefinition<_quorate_v1_ResumeResponse, _quorate_v1_ResumeResponse__Output>
      RevokeHostRequest: MessageTypeDefinition<_quorate_v1_RevokeHostRequest, _quorate_v1_RevokeHostRequest__Output>
      RevokeHostResponse: MessageTypeDefinition<_quorate_v1_RevokeHostResponse, _quorate_v1_RevokeHostResponse__Output>
      WatchEventsRequest: MessageTypeDefinition<_quorate_v1_WatchEventsRequest, _quorate_v1_WatchEventsRequest__Output>
      WatchEventsResponse: MessageTypeDefinition<_quorate_v1_WatchEventsResponse, _quorate_v1_WatchEventsResponse__Output>
    }
  }
}

