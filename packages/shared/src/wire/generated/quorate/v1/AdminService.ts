// Original file: proto/quorate/v1/admin.proto

import type * as grpc from '@grpc/grpc-js'
import type { MethodDefinition } from '@grpc/proto-loader'
import type { AbortRequest as _quorate_v1_AbortRequest, AbortRequest__Output as _quorate_v1_AbortRequest__Output } from '../../quorate/v1/AbortRequest.ts';
import type { AbortResponse as _quorate_v1_AbortResponse, AbortResponse__Output as _quorate_v1_AbortResponse__Output } from '../../quorate/v1/AbortResponse.ts';
import type { BootstrapRequest as _quorate_v1_BootstrapRequest, BootstrapRequest__Output as _quorate_v1_BootstrapRequest__Output } from '../../quorate/v1/BootstrapRequest.ts';
import type { BootstrapResponse as _quorate_v1_BootstrapResponse, BootstrapResponse__Output as _quorate_v1_BootstrapResponse__Output } from '../../quorate/v1/BootstrapResponse.ts';
import type { CreateTokenRequest as _quorate_v1_CreateTokenRequest, CreateTokenRequest__Output as _quorate_v1_CreateTokenRequest__Output } from '../../quorate/v1/CreateTokenRequest.ts';
import type { CreateTokenResponse as _quorate_v1_CreateTokenResponse, CreateTokenResponse__Output as _quorate_v1_CreateTokenResponse__Output } from '../../quorate/v1/CreateTokenResponse.ts';
import type { DiagnoseRequest as _quorate_v1_DiagnoseRequest, DiagnoseRequest__Output as _quorate_v1_DiagnoseRequest__Output } from '../../quorate/v1/DiagnoseRequest.ts';
import type { DiagnoseResponse as _quorate_v1_DiagnoseResponse, DiagnoseResponse__Output as _quorate_v1_DiagnoseResponse__Output } from '../../quorate/v1/DiagnoseResponse.ts';
import type { GetStatusRequest as _quorate_v1_GetStatusRequest, GetStatusRequest__Output as _quorate_v1_GetStatusRequest__Output } from '../../quorate/v1/GetStatusRequest.ts';
import type { GetStatusResponse as _quorate_v1_GetStatusResponse, GetStatusResponse__Output as _quorate_v1_GetStatusResponse__Output } from '../../quorate/v1/GetStatusResponse.ts';
import type { IssueKubeconfigRequest as _quorate_v1_IssueKubeconfigRequest, IssueKubeconfigRequest__Output as _quorate_v1_IssueKubeconfigRequest__Output } from '../../quorate/v1/IssueKubeconfigRequest.ts';
import type { IssueKubeconfigResponse as _quorate_v1_IssueKubeconfigResponse, IssueKubeconfigResponse__Output as _quorate_v1_IssueKubeconfigResponse__Output } from '../../quorate/v1/IssueKubeconfigResponse.ts';
import type { PlanRequest as _quorate_v1_PlanRequest, PlanRequest__Output as _quorate_v1_PlanRequest__Output } from '../../quorate/v1/PlanRequest.ts';
import type { PlanResponse as _quorate_v1_PlanResponse, PlanResponse__Output as _quorate_v1_PlanResponse__Output } from '../../quorate/v1/PlanResponse.ts';
import type { ReadLogsRequest as _quorate_v1_ReadLogsRequest, ReadLogsRequest__Output as _quorate_v1_ReadLogsRequest__Output } from '../../quorate/v1/ReadLogsRequest.ts';
import type { ReadLogsResponse as _quorate_v1_ReadLogsResponse, ReadLogsResponse__Output as _quorate_v1_ReadLogsResponse__Output } from '../../quorate/v1/ReadLogsResponse.ts';
import type { ResetRequest as _quorate_v1_ResetRequest, ResetRequest__Output as _quorate_v1_ResetRequest__Output } from '../../quorate/v1/ResetRequest.ts';
import type { ResetResponse as _quorate_v1_ResetResponse, ResetResponse__Output as _quorate_v1_ResetResponse__Output } from '../../quorate/v1/ResetResponse.ts';
import type { ResumeRequest as _quorate_v1_ResumeRequest, ResumeRequest__Output as _quorate_v1_ResumeRequest__Output } from '../../quorate/v1/ResumeRequest.ts';
import type { ResumeResponse as _quorate_v1_ResumeResponse, ResumeResponse__Output as _quorate_v1_ResumeResponse__Output } from '../../quorate/v1/ResumeResponse.ts';
import type { RevokeHostRequest as _quorate_v1_RevokeHostRequest, RevokeHostRequest__Output as _quorate_v1_RevokeHostRequest__Output } from '../../quorate/v1/RevokeHostRequest.ts';
import type { RevokeHostResponse as _quorate_v1_RevokeHostResponse, RevokeHostResponse__Output as _quorate_v1_RevokeHostResponse__Output } from '../../quorate/v1/RevokeHostResponse.ts';
import type { WatchEventsRequest as _quorate_v1_WatchEventsRequest, WatchEventsRequest__Output as _quorate_v1_WatchEventsRequest__Output } from '../../quorate/v1/WatchEventsRequest.ts';
import type { WatchEventsResponse as _quorate_v1_WatchEventsResponse, WatchEventsResponse__Output as _quorate_v1_WatchEventsResponse__Output } from '../../quorate/v1/WatchEventsResponse.ts';

export interface AdminServiceClient extends grpc.Client {
  Abort(argument: _quorate_v1_AbortRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_quorate_v1_AbortResponse__Output>): grpc.ClientUnaryCall;
  Abort(argument: _quorate_v1_AbortRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_quorate_v1_AbortResponse__Output>): grpc.ClientUnaryCall;
  Abort(argument: _quorate_v1_AbortRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_quorate_v1_AbortResponse__Output>): grpc.ClientUnaryCall;
  Abort(argument: _quorate_v1_AbortRequest, callback: grpc.requestCallback<_quorate_v1_AbortResponse__Output>): grpc.ClientUnaryCall;
  abort(argument: _quorate_v1_AbortRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_quorate_v1_AbortResponse__Output>): grpc.ClientUnaryCall;
  abort(argument: _quorate_v1_AbortRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_quorate_v1_AbortResponse__Output>): grpc.ClientUnaryCall;
  abort(argument: _quorate_v1_AbortRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_quorate_v1_AbortResponse__Output>): grpc.ClientUnaryCall;
  abort(argument: _quorate_v1_AbortRequest, callback: grpc.requestCallback<_quorate_v1_AbortResponse__Output>): grpc.ClientUnaryCall;
  
  Bootstrap(argument: _quorate_v1_BootstrapRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_quorate_v1_BootstrapResponse__Output>): grpc.ClientUnaryCall;
  Bootstrap(argument: _quorate_v1_BootstrapRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_quorate_v1_BootstrapResponse__Output>): grpc.ClientUnaryCall;
  Bootstrap(argument: _quorate_v1_BootstrapRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_quorate_v1_BootstrapResponse__Output>): grpc.ClientUnaryCall;
  Bootstrap(argument: _quorate_v1_BootstrapRequest, callback: grpc.requestCallback<_quorate_v1_BootstrapResponse__Output>): grpc.ClientUnaryCall;
  bootstrap(argument: _quorate_v1_BootstrapRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_quorate_v1_BootstrapResponse__Output>): grpc.ClientUnaryCall;
  bootstrap(argument: _quorate_v1_BootstrapRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_quorate_v1_BootstrapResponse__Output>): grpc.ClientUnaryCall;
  bootstrap(argument: _quorate_v1_BootstrapRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_quorate_v1_BootstrapResponse__Output>): grpc.ClientUnaryCall;
  bootstrap(argument: _quorate_v1_BootstrapRequest, callback: grpc.requestCallback<_quorate_v1_BootstrapResponse__Output>): grpc.ClientUnaryCall;
  
  CreateToken(argument: _quorate_v1_CreateTokenRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_quorate_v1_CreateTokenResponse__Output>): grpc.ClientUnaryCall;
  CreateToken(argument: _quorate_v1_CreateTokenRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_quorate_v1_CreateTokenResponse__Output>): grpc.ClientUnaryCall;
  CreateToken(argument: _quorate_v1_CreateTokenRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_quorate_v1_CreateTokenResponse__Output>): grpc.ClientUnaryCall;
  CreateToken(argument: _quorate_v1_CreateTokenRequest, callback: grpc.requestCallback<_quorate_v1_CreateTokenResponse__Output>): grpc.ClientUnaryCall;
  createToken(argument: _quorate_v1_CreateTokenRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_quorate_v1_CreateTokenResponse__Output>): grpc.ClientUnaryCall;
  createToken(argument: _quorate_v1_CreateTokenRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_quorate_v1_CreateTokenResponse__Output>): grpc.ClientUnaryCall;
  createToken(argument: _quorate_v1_CreateTokenRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_quorate_v1_CreateTokenResponse__Output>): grpc.ClientUnaryCall;
  createToken(argument: _quorate_v1_CreateTokenRequest, callback: grpc.requestCallback<_quorate_v1_CreateTokenResponse__Output>): grpc.ClientUnaryCall;
  
  Diagnose(argument: _quorate_v1_DiagnoseRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_quorate_v1_DiagnoseResponse__Output>): grpc.ClientUnaryCall;
  Diagnose(argument: _quorate_v1_DiagnoseRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_quorate_v1_DiagnoseResponse__Output>): grpc.ClientUnaryCall;
  Diagnose(argument: _quorate_v1_DiagnoseRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_quorate_v1_DiagnoseResponse__Output>): grpc.ClientUnaryCall;
  Diagnose(argument: _quorate_v1_DiagnoseRequest, callback: grpc.requestCallback<_quorate_v1_DiagnoseResponse__Output>): grpc.ClientUnaryCall;
  diagnose(argument: _quorate_v1_DiagnoseRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_quorate_v1_DiagnoseResponse__Output>): grpc.ClientUnaryCall;
  diagnose(argument: _quorate_v1_DiagnoseRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_quorate_v1_DiagnoseResponse__Output>): grpc.ClientUnaryCall;
  diagnose(argument: _quorate_v1_DiagnoseRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_quorate_v1_DiagnoseResponse__Output>): grpc.ClientUnaryCall;
  diagnose(argument: _quorate_v1_DiagnoseRequest, callback: grpc.requestCallback<_quorate_v1_DiagnoseResponse__Output>): grpc.ClientUnaryCall;
  
  GetStatus(argument: _quorate_v1_GetStatusRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_quorate_v1_GetStatusResponse__Output>): grpc.ClientUnaryCall;
  GetStatus(argument: _quorate_v1_GetStatusRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_quorate_v1_GetStatusResponse__Output>): grpc.ClientUnaryCall;
  GetStatus(argument: _quorate_v1_GetStatusRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_quorate_v1_GetStatusResponse__Output>): grpc.ClientUnaryCall;
  GetStatus(argument: _quorate_v1_GetStatusRequest, callback: grpc.requestCallback<_quorate_v1_GetStatusResponse__Output>): grpc.ClientUnaryCall;
  getStatus(argument: _quorate_v1_GetStatusRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_quorate_v1_GetStatusResponse__Output>): grpc.ClientUnaryCall;
  getStatus(argument: _quorate_v1_GetStatusRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_quorate_v1_GetStatusResponse__Output>): grpc.ClientUnaryCall;
  getStatus(argument: _quorate_v1_GetStatusRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_quorate_v1_GetStatusResponse__Output>): grpc.ClientUnaryCall;
  getStatus(argument: _quorate_v1_GetStatusRequest, callback: grpc.requestCallback<_quorate_v1_GetStatusResponse__Output>): grpc.ClientUnaryCall;
  
  IssueKubeconfig(argument: _quorate_v1_IssueKubeconfigRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_quorate_v1_IssueKubeconfigResponse__Output>): grpc.ClientUnaryCall;
  IssueKubeconfig(argument: _quorate_v1_IssueKubeconfigRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_quorate_v1_IssueKubeconfigResponse__Output>): grpc.ClientUnaryCall;
  IssueKubeconfig(argument: _quorate_v1_IssueKubeconfigRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_quorate_v1_IssueKubeconfigResponse__Output>): grpc.ClientUnaryCall;
  IssueKubeconfig(argument: _quorate_v1_IssueKubeconfigRequest, callback: grpc.requestCallback<_quorate_v1_IssueKubeconfigResponse__Output>): grpc.ClientUnaryCall;
  issueKubeconfig(argument: _quorate_v1_IssueKubeconfigRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_quorate_v1_IssueKubeconfigResponse__Output>): grpc.ClientUnaryCall;
  issueKubeconfig(argument: _quorate_v1_IssueKubeconfigRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_quorate_v1_IssueKubeconfigResponse__Output>): grpc.ClientUnaryCall;
  issueKubeconfig(argument: _quorate_v1_IssueKubeconfigRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_quorate_v1_IssueKubeconfigResponse__Output>): grpc.ClientUnaryCall;
  issueKubeconfig(argument: _quorate_v1_IssueKubeconfigRequest, callback: grpc.requestCallback<_quorate_v1_IssueKubeconfigResponse__Output>): grpc.ClientUnaryCall;
  
  Plan(argument: _quorate_v1_PlanRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_quorate_v1_PlanResponse__Output>): grpc.ClientUnaryCall;
  Plan(argument: _quorate_v1_PlanRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_quorate_v1_PlanResponse__Output>): grpc.ClientUnaryCall;
  Plan(argument: _quorate_v1_PlanRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_quorate_v1_PlanResponse__Output>): grpc.ClientUnaryCall;
  Plan(argument: _quorate_v1_PlanRequest, callback: grpc.requestCallback<_quorate_v1_PlanResponse__Output>): grpc.ClientUnaryCall;
  plan(argument: _quorate_v1_PlanRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_quorate_v1_PlanResponse__Output>): grpc.ClientUnaryCall;
  plan(argument: _quorate_v1_PlanRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_quorate_v1_PlanResponse__Output>): grpc.ClientUnaryCall;
  plan(argument: _quorate_v1_PlanRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_quorate_v1_PlanResponse__Output>): grpc.ClientUnaryCall;
  plan(argument: _quorate_v1_PlanRequest, callback: grpc.requestCallback<_quorate_v1_PlanResponse__Output>): grpc.ClientUnaryCall;
  
  ReadLogs(argument: _quorate_v1_ReadLogsRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_quorate_v1_ReadLogsResponse__Output>): grpc.ClientUnaryCall;
  ReadLogs(argument: _quorate_v1_ReadLogsRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_quorate_v1_ReadLogsResponse__Output>): grpc.ClientUnaryCall;
  ReadLogs(argument: _quorate_v1_ReadLogsRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_quorate_v1_ReadLogsResponse__Output>): grpc.ClientUnaryCall;
  ReadLogs(argument: _quorate_v1_ReadLogsRequest, callback: grpc.requestCallback<_quorate_v1_ReadLogsResponse__Output>): grpc.ClientUnaryCall;
  readLogs(argument: _quorate_v1_ReadLogsRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_quorate_v1_ReadLogsResponse__Output>): grpc.ClientUnaryCall;
  readLogs(argument: _quorate_v1_ReadLogsRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_quorate_v1_ReadLogsResponse__Output>): grpc.ClientUnaryCall;
  readLogs(argument: _quorate_v1_ReadLogsRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_quorate_v1_ReadLogsResponse__Output>): grpc.ClientUnaryCall;
  readLogs(argument: _quorate_v1_ReadLogsRequest, callback: grpc.requestCallback<_quorate_v1_ReadLogsResponse__Output>): grpc.ClientUnaryCall;
  
  Reset(argument: _quorate_v1_ResetRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_quorate_v1_ResetResponse__Output>): grpc.ClientUnaryCall;
  Reset(argument: _quorate_v1_ResetRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_quorate_v1_ResetResponse__Output>): grpc.ClientUnaryCall;
  Reset(argument: _quorate_v1_ResetRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_quorate_v1_ResetResponse__Output>): grpc.ClientUnaryCall;
  Reset(argument: _quorate_v1_ResetRequest, callback: grpc.requestCallback<_quorate_v1_ResetResponse__Output>): grpc.ClientUnaryCall;
  reset(argument: _quorate_v1_ResetRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_quorate_v1_ResetResponse__Output>): grpc.ClientUnaryCall;
  reset(argument: _quorate_v1_ResetRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_quorate_v1_ResetResponse__Output>): grpc.ClientUnaryCall;
  reset(argument: _quorate_v1_ResetRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_quorate_v1_ResetResponse__Output>): grpc.ClientUnaryCall;
  reset(argument: _quorate_v1_ResetRequest, callback: grpc.requestCallback<_quorate_v1_ResetResponse__Output>): grpc.ClientUnaryCall;
  
  Resume(argument: _quorate_v1_ResumeRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_quorate_v1_ResumeResponse__Output>): grpc.ClientUnaryCall;
  Resume(argument: _quorate_v1_ResumeRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_quorate_v1_ResumeResponse__Output>): grpc.ClientUnaryCall;
  Resume(argument: _quorate_v1_ResumeRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_quorate_v1_ResumeResponse__Output>): grpc.ClientUnaryCall;
  Resume(argument: _quorate_v1_ResumeRequest, callback: grpc.requestCallback<_quorate_v1_ResumeResponse__Output>): grpc.ClientUnaryCall;
  resume(argument: _quorate_v1_ResumeRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_quorate_v1_ResumeResponse__Output>): grpc.ClientUnaryCall;
  resume(argument: _quorate_v1_ResumeRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_quorate_v1_ResumeResponse__Output>): grpc.ClientUnaryCall;
  resume(argument: _quorate_v1_ResumeRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_quorate_v1_ResumeResponse__Output>): grpc.ClientUnaryCall;
  resume(argument: _quorate_v1_ResumeRequest, callback: grpc.requestCallback<_quorate_v1_ResumeResponse__Output>): grpc.ClientUnaryCall;
  
  RevokeHost(argument: _quorate_v1_RevokeHostRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_quorate_v1_RevokeHostResponse__Output>): grpc.ClientUnaryCall;
  RevokeHost(argument: _quorate_v1_RevokeHostRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_quorate_v1_RevokeHostResponse__Output>): grpc.ClientUnaryCall;
  RevokeHost(argument: _quorate_v1_RevokeHostRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_quorate_v1_RevokeHostResponse__Output>): grpc.ClientUnaryCall;
  RevokeHost(argument: _quorate_v1_RevokeHostRequest, callback: grpc.requestCallback<_quorate_v1_RevokeHostResponse__Output>): grpc.ClientUnaryCall;
  revokeHost(argument: _quorate_v1_RevokeHostRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_quorate_v1_RevokeHostResponse__Output>): grpc.ClientUnaryCall;
  revokeHost(argument: _quorate_v1_RevokeHostRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_quorate_v1_RevokeHostResponse__Output>): grpc.ClientUnaryCall;
  revokeHost(argument: _quorate_v1_RevokeHostRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_quorate_v1_RevokeHostResponse__Output>): grpc.ClientUnaryCall;
  revokeHost(argument: _quorate_v1_RevokeHostRequest, callback: grpc.requestCallback<_quorate_v1_RevokeHostResponse__Output>): grpc.ClientUnaryCall;
  
  WatchEvents(argument: _quorate_v1_WatchEventsRequest, metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientReadableStream<_quorate_v1_WatchEventsResponse__Output>;
  WatchEvents(argument: _quorate_v1_WatchEventsRequest, options?: grpc.CallOptions): grpc.ClientReadableStream<_quorate_v1_WatchEventsResponse__Output>;
  watchEvents(argument: _quorate_v1_WatchEventsRequest, metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientReadableStream<_quorate_v1_WatchEventsResponse__Output>;
  watchEvents(argument: _quorate_v1_WatchEventsRequest, options?: grpc.CallOptions): grpc.ClientReadableStream<_quorate_v1_WatchEventsResponse__Output>;
  
}

export interface AdminServiceHandlers extends grpc.UntypedServiceImplementation {
  Abort: grpc.handleUnaryCall<_quorate_v1_AbortRequest__Output, _quorate_v1_AbortResponse>;
  
  Bootstrap: grpc.handleUnaryCall<_quorate_v1_BootstrapRequest__Output, _quorate_v1_BootstrapResponse>;
  
  CreateToken: grpc.handleUnaryCall<_quorate_v1_CreateTokenRequest__Output, _quorate_v1_CreateTokenResponse>;
  
  Diagnose: grpc.handleUnaryCall<_quorate_v1_DiagnoseRequest__Output, _quorate_v1_DiagnoseResponse>;
  
  GetStatus: grpc.handleUnaryCall<_quorate_v1_GetStatusRequest__Output, _quorate_v1_GetStatusResponse>;
  
  IssueKubeconfig: grpc.handleUnaryCall<_quorate_v1_IssueKubeconfigRequest__Output, _quorate_v1_IssueKubeconfigResponse>;
  
  Plan: grpc.handleUnaryCall<_quorate_v1_PlanRequest__Output, _quorate_v1_PlanResponse>;
  
  ReadLogs: grpc.handleUnaryCall<_quorate_v1_ReadLogsRequest__Output, _quorate_v1_ReadLogsResponse>;
  
  Reset: grpc.handleUnaryCall<_quorate_v1_ResetRequest__Output, _quorate_v1_ResetResponse>;
  
  Resume: grpc.handleUnaryCall<_quorate_v1_ResumeRequest__Output, _quorate_v1_ResumeResponse>;
  
  RevokeHost: grpc.handleUnaryCall<_quorate_v1_RevokeHostRequest__Output, _quorate_v1_RevokeHostResponse>;
  
  WatchEvents: grpc.handleServerStreamingCall<_quorate_v1_WatchEventsRequest__Output, _quorate_v1_WatchEventsResponse>;
  
}

export interface AdminServiceDefinition extends grpc.ServiceDefinition {
  Abort: MethodDefinition<_quorate_v1_AbortRequest, _quorate_v1_AbortResponse, _quorate_v1_AbortRequest__Output, _quorate_v1_AbortResponse__Output>
  Bootstrap: MethodDefinition<_quorate_v1_BootstrapRequest, _quorate_v1_BootstrapResponse, _quorate_v1_BootstrapRequest__Output, _quorate_v1_BootstrapResponse__Output>
  CreateToken: MethodDefinition<_quorate_v1_CreateTokenRequest, _quorate_v1_CreateTokenResponse, _quorate_v1_CreateTokenRequest__Output, _quorate_v1_CreateTokenResponse__Output>
  Diagnose: MethodDefinition<_quorate_v1_DiagnoseRequest, _quorate_v1_DiagnoseResponse, _quorate_v1_DiagnoseRequest__Output, _quorate_v1_DiagnoseResponse__Output>
  GetStatus: MethodDefinition<_quorate_v1_GetStatusRequest, _quorate_v1_GetStatusResponse, _quorate_v1_GetStatusRequest__Output, _quorate_v1_GetStatusResponse__Output>
  IssueKubeconfig: MethodDefinition<_quorate_v1_IssueKubeconfigRequest, _quorate_v1_IssueKubeconfigResponse, _quorate_v1_IssueKubeconfigRequest__Output, _quorate_v1_IssueKubeconfigResponse__Output>
  Plan: MethodDefinition<_quorate_v1_PlanRequest, _quorate_v1_PlanResponse, _quorate_v1_PlanRequest__Output, _quorate_v1_PlanResponse__Output>
  ReadLogs: MethodDefinition<_quorate_v1_ReadLogsRequest, _quorate_v1_ReadLogsResponse, _quorate_v1_ReadLogsRequest__Output, _quorate_v1_ReadLogsResponse__Output>
  Reset: MethodDefinition<_quorate_v1_ResetRequest, _quorate_v1_ResetResponse, _quorate_v1_ResetRequest__Output, _quorate_v1_ResetResponse__Output>
  Resume: MethodDefinition<_quorate_v1_ResumeRequest, _quorate_v1_ResumeResponse, _quorate_v1_ResumeRequest__Output, _quorate_v1_ResumeResponse__Output>
  RevokeHost: MethodDefinition<_quorate_v1_RevokeHostRequest, _quorate_v1_RevokeHostResponse, _quorate_v1_RevokeHostRequest__Output, _quorate_v1_RevokeHostResponse__Output>
  WatchEvents: MethodDefinition<_quorate_v1_WatchEventsRequest, _quorate_v1_WatchEventsResponse, _quorate_v1_WatchEventsRequest__Output, _quorate_v1_WatchEventsResponse__Output>
}
